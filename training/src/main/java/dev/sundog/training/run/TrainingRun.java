package dev.sundog.training.run;

import dev.sundog.kernels.parallel.ProcessorCores;
import dev.sundog.model.failure.SundogException;
import dev.sundog.training.adapter.AdapterWeights;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.optimizer.AdamW;
import dev.sundog.training.optimizer.Schedule;
import dev.sundog.training.optimizer.Trainable;
import dev.sundog.training.optimizer.TrainableRanges;
import dev.sundog.training.optimizer.WholeWeights;
import dev.sundog.training.run.StepRows.Piece;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.Parameters;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trains a model on a {@link TrainingSet}.
 *
 * <p>A run writes into its directory {@code metrics.jsonl}, {@code checkpoints/step-NNNNNN} and at
 * the end the model as a Hugging Face directory, and beside it {@code adapter} if one was trained
 * (a checkpoint then has that alone); the manifest that declares the directory complete is the
 * caller's to write. It can be killed at any moment and resumed: with the same configuration and
 * the same number of threads the losses and the final weights are the same to the bit.
 */
public final class TrainingRun implements AutoCloseable {
    private final TrainingConfig config;
    private final StartingPoint start;
    private final Path directory;
    private final TrainingListener listener;
    private final TrainingSet set;
    private final Optional<ReferenceScores> references;
    private final StepPlan stepPlan;
    private final long steps;
    private final Schedule schedule;
    private final Objective objective;
    private final LaneTeam team;
    private final Parameters parameters;
    private final Optional<AdapterWeights> adapter;
    private final Trainable trainable;
    private final OptimizerStep optimizer;
    private final List<Lane> lanes = new ArrayList<>();
    private final CheckpointStore checkpoints;
    private final MemoryPlan plan;
    private long step;
    private long tokens;
    private double seconds;
    private long secondsTokens;
    private double loss = Double.NaN;

    private TrainingRun(
            TrainingConfig config,
            StartingPoint start,
            TrainingSet set,
            Path directory,
            TrainingListener listener) {
        this.config = config;
        this.start = start;
        this.set = set;
        this.directory = directory;
        this.listener = listener;
        objective = TrainingChecks.objective(config, set);
        references =
                set instanceof TrainingSet.Preferences preferences
                        ? Optional.of(new ReferenceScores(directory, preferences))
                        : Optional.empty();
        int threads = config.threads() == 0 ? ProcessorCores.physical() : config.threads();
        int laneCount = Math.min(threads, config.batch().rows());
        stepPlan =
                new StepPlan(
                        rows(),
                        config.batch().rows(),
                        set instanceof TrainingSet.Documents,
                        laneCount);
        steps = TrainingChecks.steps(config, stepPlan);
        schedule = TrainingChecks.schedule(config.schedule());
        plan =
                MemoryPlan.of(
                        start.config(),
                        config.precision(),
                        laneCount,
                        stepPlan.longestMicroBatch(),
                        references.isPresent(),
                        TrainingChecks.adapter(config));
        plan.requireFit();
        team = new LaneTeam(laneCount);
        parameters =
                switch (start) {
                    case StartingPoint.Weights(var checkpoint) ->
                            Parameters.of(checkpoint, config.precision());
                    case StartingPoint.RandomWeights random ->
                            Parameters.random(random.config(), config.seed(), config.precision());
                };
        adapter =
                TrainingChecks.adapter(config)
                        .map(found -> AdapterWeights.of(parameters, found, config.seed()));
        trainable = adapter.isPresent() ? adapter.get() : new WholeWeights(parameters, ranges());
        for (int lane = 0; lane < team.lanes(); lane++) {
            lanes.add(trainable.lane());
        }
        optimizer = new OptimizerStep(trainable, adamW(), config.optimizer().clip());
        checkpoints =
                new CheckpointStore(directory.resolve("checkpoints"), config.checkpoint().keep());
    }

    private StepRows rows() {
        DataOrder order = new DataOrder(config.seed(), set.size(), config.shuffle());
        return switch (set) {
            case TrainingSet.Documents(var samples) ->
                    new Rows(samples, order, config.sequence(), config.packing());
            case TrainingSet.Conversations(var samples) ->
                    new Rows(samples, order, config.sequence(), config.packing());
            case TrainingSet.Preferences(var pairs, var name, var reference) ->
                    new PairRows(pairs, references.orElseThrow(), order, config.sequence());
        };
    }

    private TrainableRanges ranges() {
        try {
            return TrainableRanges.of(parameters.layout(), config.freeze());
        } catch (IllegalArgumentException e) {
            throw SundogException.data("configuration", TrainingChecks.message(e), e);
        }
    }

    private AdamW adamW() {
        TrainingConfig.Optimizer settings = config.optimizer();
        try {
            return new AdamW(
                    settings.betas().get(0),
                    settings.betas().get(1),
                    settings.epsilon(),
                    settings.weightDecay());
        } catch (IllegalArgumentException e) {
            throw SundogException.data("configuration", TrainingChecks.message(e), e);
        }
    }

    /**
     * Runs or resumes a training.
     *
     * @param config what to do
     * @param start weights to begin with
     * @param set what to train on; the same at every resumption
     * @param directory where to; created if absent
     * @param resume whether to go on from the newest checkpoint, if there is one; else an earlier
     *     run's checkpoints and metrics there are dropped
     * @param listener told of every step
     * @throws SundogException (data) on a configuration that asks for what is not there, samples
     *     that do not fit the model, a loss that is no number; (resource) on too little memory or a
     *     full disk
     */
    public static TrainingResult run(
            TrainingConfig config,
            StartingPoint start,
            TrainingSet set,
            Path directory,
            boolean resume,
            TrainingListener listener) {
        TrainingChecks.check(config, start, set);
        try (TrainingRun run = new TrainingRun(config, start, set, directory, listener)) {
            return run.run(resume);
        }
    }

    private TrainingResult run(boolean resume) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw TrainingState.writeFailed(directory, e);
        }
        if (resume) {
            checkpoints.newest().ifPresent(this::restore);
        } else {
            checkpoints.clear();
        }
        announce();
        if (references.isPresent()
                && !references.get().complete(stepPlan.pairs(steps, set.size()), listener)) {
            return result(TrainingResult.Outcome.INTERRUPTED);
        }
        Path file = directory.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.open(file, step)) {
            while (step < steps) {
                StepMetrics metrics = step();
                log.append(metrics);
                listener.onStep(metrics, steps);
                boolean stop = listener.stopRequested() && step < steps;
                int every = config.checkpoint().every();
                if (stop || (every > 0 && step % every == 0 && step < steps)) {
                    saveCheckpoint();
                }
                if (stop) {
                    return result(TrainingResult.Outcome.INTERRUPTED);
                }
            }
        }
        trainable.complete();
        writeAdapter(directory);
        ModelOutput.write(directory, start, parameters);
        return result(TrainingResult.Outcome.COMPLETED);
    }

    private void announce() {
        listener.onStart(plan, step, steps);
        TrainingChecks.slowPrecision(config.precision()).ifPresent(listener::onNotice);
    }

    /** One optimiser step. */
    private StepMetrics step() {
        long begin = System.nanoTime();
        List<List<List<Piece>>> groups = stepPlan.groups(step);
        List<MicroBatch> batches = groups.stream().map(stepPlan.rows()::microBatch).toList();
        int read = batches.stream().mapToInt(MicroBatch::tokenCount).sum();
        long units = batches.stream().mapToLong(objective::units).sum();
        double scale = units == 0 ? 0 : 1.0 / units;
        double[][] logProbabilities = new double[batches.size()][];
        team.run(
                number -> {
                    Lane lane = lanes.get(number);
                    lane.gradient().clear();
                    for (int b = number; b < batches.size(); b += team.lanes()) {
                        logProbabilities[b] = lane.accumulate(batches.get(b), objective, scale);
                    }
                });
        double sum = 0;
        for (int b = 0; b < batches.size(); b++) {
            sum += objective.loss(batches.get(b), logProbabilities[b]);
        }
        loss = sum * scale;
        List<MemorySegment> gradients = new ArrayList<>();
        lanes.forEach(lane -> gradients.add(lane.gradient().values()));
        OptimizerStep.Reduced gradient = optimizer.reduce(team, gradients);
        if (!Double.isFinite(loss) || !Double.isFinite(gradient.norm())) {
            throw notFinite(gradient.norm(), groups);
        }
        double rate = config.optimizer().learningRate() * schedule.factor(step, steps);
        optimizer.apply(team, gradient, step + 1, rate);
        step++;
        tokens += read;
        double elapsed = (System.nanoTime() - begin) / 1e9;
        seconds += elapsed;
        secondsTokens += read;
        return new StepMetrics(
                step,
                loss,
                rate,
                gradient.norm(),
                tokens,
                read / elapsed,
                PreferenceMetrics.of(objective, batches, logProbabilities));
    }

    private SundogException notFinite(double norm, List<List<List<Piece>>> groups) {
        String indices =
                groups.stream()
                        .flatMap(List::stream)
                        .flatMap(List::stream)
                        .map(piece -> references.isPresent() ? piece.sample() / 2 : piece.sample())
                        .distinct()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return SundogException.data(
                "loss-not-finite",
                "Step "
                        + (step + 1)
                        + " of "
                        + steps
                        + ": the loss is "
                        + loss
                        + " and the norm of the gradient "
                        + norm
                        + ", expected finite numbers. The batch held samples "
                        + indices
                        + ". Lower optimizer.learningRate, check the weights it started from and"
                        + " those samples; the checkpoints in "
                        + directory.resolve("checkpoints")
                        + " are from before.");
    }

    private void saveCheckpoint() {
        Path saved =
                checkpoints.write(
                        step,
                        folder -> {
                            if (adapter.isEmpty()) {
                                ModelOutput.write(folder, start, parameters);
                            }
                            writeAdapter(folder);
                            state().write(
                                            folder.resolve("training-state.bin"),
                                            trainable.count(),
                                            optimizer.state());
                        });
        listener.onCheckpoint(saved);
    }

    private void writeAdapter(Path folder) {
        Optional<String> base =
                switch (start) {
                    case StartingPoint.Weights(var checkpoint) ->
                            Optional.of(checkpoint.path().toString());
                    case StartingPoint.RandomWeights random -> Optional.empty();
                };
        adapter.ifPresent(found -> found.write(folder.resolve("adapter"), base));
    }

    private TrainingState state() {
        return new TrainingState(step, tokens, TrainingChecks.digest(config, steps, set));
    }

    private void restore(Path checkpoint) {
        Path file = checkpoint.resolve("training-state.bin");
        TrainingState state = TrainingState.read(file, trainable.count(), optimizer.state());
        if (state.configuration() != state().configuration()) {
            throw SundogException.data(
                    "resume-mismatch",
                    file
                            + " was written with another configuration or other data. Resume with"
                            + " what the run began with, or start anew in another directory.");
        }
        step = state.step();
        tokens = state.tokens();
        trainable.refresh();
    }

    private TrainingResult result(TrainingResult.Outcome outcome) {
        return new TrainingResult(
                outcome,
                directory,
                step,
                tokens,
                loss,
                seconds,
                seconds == 0 ? 0 : secondsTokens / seconds);
    }

    @Override
    public void close() {
        team.close();
        lanes.forEach(Lane::close);
        optimizer.close();
        trainable.close();
        parameters.close();
    }
}
