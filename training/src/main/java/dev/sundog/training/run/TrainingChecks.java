package dev.sundog.training.run;

import dev.sundog.model.failure.SundogException;
import dev.sundog.training.optimizer.Schedule;
import dev.sundog.training.torch.Precision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What must hold before a run begins, and what follows from its configuration. */
final class TrainingChecks {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private TrainingChecks() {}

    /**
     * @throws SundogException (data) if the configuration asks for what is not there or does not
     *     fit the samples
     */
    static void check(TrainingConfig config, StartingPoint start, SampleSource samples) {
        if (config.adapter() != null) {
            throw absent("adapter", "adapters come later; remove the key to train all weights");
        }
        if (config.reference() != null) {
            throw absent("reference", "alignment comes later; remove the key");
        }
        if (!config.evaluate().tasks().isEmpty()) {
            throw absent("evaluate.tasks", "evaluate after the stage instead");
        }
        if (samples.size() == 0) {
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
        for (long i = 0; i < samples.size(); i++) {
            requireIds(samples.sample(i).ids(), i, vocabulary);
        }
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
    static long steps(TrainingConfig config, Rows rows) {
        long rowsInAnEpoch = rows.count(0);
        if (rowsInAnEpoch == 0) {
            throw SundogException.data(
                    "no-samples", "There is nothing to train on: no sample has two tokens.");
        }
        if (config.epochs() == 0) {
            return config.steps();
        }
        return Math.max(1, Math.round(config.epochs() * rowsInAnEpoch / config.batch().rows()));
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
    static long digest(TrainingConfig config, long steps, SampleSource samples) {
        List<Object> fixed =
                List.of(
                        config.sequence(),
                        config.packing(),
                        config.freeze(),
                        config.batch(),
                        config.optimizer(),
                        config.schedule(),
                        config.precision(),
                        config.shuffle(),
                        config.seed(),
                        steps,
                        samples.size());
        long hash = FNV_OFFSET;
        for (byte b : fixed.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
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
