package dev.sundog.training.run;

import dev.sundog.model.failure.SundogException;
import dev.sundog.training.adapter.AdapterSettings;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.optimizer.Schedule;
import dev.sundog.training.torch.ParameterLayout;
import dev.sundog.training.torch.Precision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What must hold before a run begins, and what follows from its configuration. */
final class TrainingChecks {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private TrainingChecks() {}

    /**
     * @throws SundogException (data) if the configuration asks for what is not there or does not
     *     fit the samples
     */
    static void check(TrainingConfig config, StartingPoint start, TrainingSet set) {
        Optional<AdapterSettings> adapter = adapter(config);
        if (adapter.isPresent()) {
            invalidUnless(() -> adapter.get().slices(ParameterLayout.of(start.config())));
        }
        if (!config.evaluate().tasks().isEmpty()) {
            throw absent("evaluate.tasks", "evaluate after the stage instead");
        }
        if (config.reference() != null && !(set instanceof TrainingSet.Preferences)) {
            throw SundogException.data(
                    "configuration", "reference is only for alignment; remove the key");
        }
        if (set.size() == 0) {
            throw SundogException.data("no-samples", "There is nothing to train on: 0 samples.");
        }
        if (config.sequence() > start.config().contextLength()) {
            throw SundogException.data(
                    "sequence-too-long",
                    "sequence is "
                            + config.sequence()
                            + ", expected at most the model's context of "
                            + start.config().contextLength());
        }
        int vocabulary = start.config().vocabularySize();
        for (long i = 0; i < set.size(); i++) {
            switch (set) {
                case TrainingSet.Documents(var samples) ->
                        requireIds(samples.sample(i).ids(), i, vocabulary);
                case TrainingSet.Conversations(var samples) ->
                        requireIds(samples.sample(i).ids(), i, vocabulary);
                case TrainingSet.Preferences preferences -> {
                    PreferencePair pair = preferences.pairs().get((int) i);
                    requireIds(pair.chosen().ids(), i, vocabulary);
                    requireIds(pair.rejected().ids(), i, vocabulary);
                }
            }
        }
    }

    /**
     * The adapter to train, if one is configured.
     *
     * @throws SundogException (data, {@code configuration}) if it is none that can be trained
     */
    static Optional<AdapterSettings> adapter(TrainingConfig config) {
        TrainingConfig.Adapter adapter = config.adapter();
        if (adapter == null) {
            return Optional.empty();
        }
        if (!adapter.kind().equals("lora")) {
            throw wrong("adapter.kind is " + adapter.kind() + ", expected lora");
        }
        if (adapter.dropout() != 0) {
            throw wrong(
                    "adapter.dropout is "
                            + adapter.dropout()
                            + ", expected 0: every step folds the adapter into the weights, which"
                            + " is exact without dropout and impossible with it");
        }
        if (!config.freeze().isEmpty()) {
            throw wrong(
                    "freeze is set beside adapter, which leaves all weights as they are; remove"
                            + " one of the two");
        }
        return Optional.of(
                invalidUnless(
                        () ->
                                new AdapterSettings(
                                        adapter.rank(),
                                        adapter.alpha(),
                                        adapter.targets(),
                                        Optional.ofNullable(adapter.init()).map(Path::of))));
    }

    private static <T> T invalidUnless(Supplier<T> valid) {
        try {
            return valid.get();
        } catch (IllegalArgumentException e) {
            throw SundogException.data("configuration", message(e), e);
        }
    }

    private static SundogException wrong(String what) {
        return SundogException.data("configuration", what);
    }

    /**
     * What is minimised.
     *
     * @throws SundogException (data) naming the methods there are, if the configured one is none
     */
    static Objective objective(TrainingConfig config, TrainingSet set) {
        return switch (set) {
            case TrainingSet.Documents documents -> new Objective.NextToken();
            case TrainingSet.Conversations conversations -> new Objective.NextToken();
            case TrainingSet.Preferences preferences -> {
                if (!config.method().equals("dpo")) {
                    throw SundogException.data(
                            "not-available",
                            "method is "
                                    + config.method()
                                    + ", expected dpo, which is what there is (with dpo.loss"
                                    + " sigmoid, ipo, hinge or robust)");
                }
                TrainingConfig.Dpo dpo = config.dpo();
                try {
                    yield new Objective.DirectPreference(
                            dpo.loss(), dpo.beta(), dpo.labelSmoothing());
                } catch (IllegalArgumentException e) {
                    throw SundogException.data("configuration", message(e), e);
                }
            }
        };
    }

    private static void requireIds(int[] ids, long sample, int vocabulary) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw SundogException.data(
                        "token-out-of-range",
                        "Sample "
                                + sample
                                + " has token id "
                                + id
                                + ", expected 0 to "
                                + (vocabulary - 1)
                                + ". Was it tokenised for another model?");
            }
        }
    }

    private static SundogException absent(String key, String instead) {
        return SundogException.data("not-available", key + " is not available yet: " + instead);
    }

    /** Steps of the run. */
    static long steps(TrainingConfig config, StepPlan plan) {
        double stepsOfEpoch = plan.stepsOfEpoch();
        if (stepsOfEpoch == 0) {
            throw SundogException.data(
                    "no-samples", "There is nothing to train on: no sample has two tokens.");
        }
        if (config.epochs() == 0) {
            return config.steps();
        }
        double steps = config.epochs() * stepsOfEpoch;
        return Math.max(1, plan.wholeBatches() ? Math.round(steps) : (long) Math.ceil(steps));
    }

    /** The schedule that is configured. */
    static Schedule schedule(TrainingConfig.Schedule schedule) {
        try {
            return switch (schedule.name()) {
                case "linear" -> new Schedule.Linear(schedule.warmup(), schedule.floor());
                case "constant" -> new Schedule.Constant(schedule.warmup());
                default -> new Schedule.Cosine(schedule.warmup(), schedule.floor());
            };
        } catch (IllegalArgumentException e) {
            throw SundogException.data("configuration", "schedule." + message(e), e);
        }
    }

    /** A digest of what must not change between the parts of a run. */
    static long digest(TrainingConfig config, long steps, TrainingSet set) {
        List<Object> fixed =
                List.of(
                        config.sequence(),
                        config.packing(),
                        config.freeze(),
                        Optional.ofNullable(config.adapter()),
                        config.batch(),
                        config.optimizer(),
                        config.schedule(),
                        config.precision(),
                        config.shuffle(),
                        config.seed(),
                        steps,
                        set.size(),
                        content(config, set));
        long hash = FNV_OFFSET;
        for (byte b : fixed.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** What of the data is in memory, and what is made of it. */
    private static Object content(TrainingConfig config, TrainingSet set) {
        return switch (set) {
            case TrainingSet.Documents documents -> "";
            case TrainingSet.Conversations(var samples) -> {
                long hash = FNV_OFFSET;
                for (long i = 0; i < samples.size(); i++) {
                    hash = ReferenceScores.digest(hash, samples.sample(i));
                }
                yield hash;
            }
            case TrainingSet.Preferences preferences ->
                    List.of(
                            ReferenceScores.digest(preferences.pairs()),
                            preferences.referenceName(),
                            config.dpo());
        };
    }

    /** Says so if the processor has no arithmetic for a precision. */
    static Optional<String> slowPrecision(Precision precision) {
        Path cpu = Path.of("/proc/cpuinfo");
        if (precision == Precision.F32 || !Files.isReadable(cpu)) {
            return Optional.empty();
        }
        try {
            String flags = Files.readString(cpu);
            if (flags.contains("avx512_bf16")
                    || flags.contains("amx_bf16")
                    || flags.contains("bf16")) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(
                "precision bf16: this processor has no BF16 arithmetic, so f32 would be faster");
    }

    static String message(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }
}
