package dev.sundog.training.run;

import dev.sundog.kernels.parallel.ProcessorCores;
import dev.sundog.model.failure.SundogException;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.optimizer.AdamW;
import dev.sundog.training.optimizer.Schedule;
import dev.sundog.training.optimizer.TrainableRanges;
import dev.sundog.training.torch.FusedLlama;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.TorchLlama;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Next-token training of all weights of a model.
 *
 * <p>A run writes into its directory {@code metrics.jsonl}, {@code checkpoints/step-NNNNNN} and at
 * the end the model as a Hugging Face directory; the manifest that declares the directory complete
 * is the caller's to write. It can be killed at any moment and resumed: with the same configuration
 * and the same number of threads the losses and the final weights are the same to the bit.
 */
public final class TrainingRun implements AutoCloseable {
    private static final int MICRO_BATCH_TOKENS = 512;

    private final TrainingConfig config;
    private final StartingPoint start;
    private final Path directory;
    private final TrainingListener listener;
    private final SampleSource samples;
    private final Rows rows;
    private final long steps;
    private final Schedule schedule;
    private final Objective objective = new Objective.NextToken();
    private final LaneTeam team;
    private final Parameters parameters;
    private final OptimizerStep optimizer;
    private final List<Lane> lanes = new ArrayList<>();
    private final CheckpointStore checkpoints;
    private final int microBatchRows;
    private final MemoryPlan plan;
    private long step;
    private long tokens;
    private double seconds;
    private long secondsTokens;
    private double loss = Double.NaN;

    private TrainingRun(
            TrainingConfig config,
            StartingPoint start,
            SampleSource samples,
            Path directory,
            TrainingListener listener) {
        this.config = config;
        this.start = start;
        this.samples = samples;
        this.directory = directory;
        this.listener = listener;
        rows =
                new Rows(
                        samples,
                        new DataOrder(config.seed(), samples.size(), config.shuffle()),
                        config.sequence(),
                        config.packing());
        steps = TrainingChecks.steps(config, rows);
        schedule = TrainingChecks.schedule(config.schedule());
        int threads = config.threads() == 0 ? ProcessorCores.physical() : config.threads();
        int laneCount = Math.min(threads, config.batch().rows());
        microBatchRows =
                Math.clamp(
                        MICRO_BATCH_TOKENS / config.sequence(),
                        1,
                        Math.ceilDiv(config.batch().rows(), laneCount));
        plan =
                MemoryPlan.of(
                        start.config(),
                        config.precision(),
                        laneCount,
                        microBatchRows * config.sequence());
        plan.requireFit();
        team = new LaneTeam(laneCount);
        parameters =
                switch (start) {
                    case StartingPoint.Weights(var checkpoint) ->
                            Parameters.of(checkpoint, config.precision());
                    case StartingPoint.RandomWeights random ->
                            Parameters.random(random.config(), config.seed(), config.precision());
                };
        for (int lane = 0; lane < team.lanes(); lane++) {
            lanes.add(lane(parameters));
        }
        optimizer = new OptimizerStep(parameters, ranges(), adamW(), config.optimizer().clip());
        checkpoints =
                new CheckpointStore(directory.resolve("checkpoints"), config.checkpoint().keep());
    }

    private static Lane lane(Parameters parameters) {
        return FusedLlama.supports(parameters.config(), parameters.precision())
                ? new FusedLlama(parameters)
                : new TorchLlama(parameters);
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
     * @param samples what to train on; the same at every resumption
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
            SampleSource samples,
            Path directory,
            boolean resume,
            TrainingListener listener) {
        TrainingChecks.check(config, start, samples);
        try (TrainingRun run = new TrainingRun(config, start, samples, directory, listener)) {
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
        List<List<List<Rows.Piece>>> groups = groups(step);
        List<MicroBatch> batches = groups.stream().map(rows::microBatch).toList();
        int counted = batches.stream().mapToInt(MicroBatch::countedTokens).sum();
        int read = batches.stream().mapToInt(MicroBatch::tokenCount).sum();
        double[] losses = new double[batches.size()];
        double scale = counted == 0 ? 0 : 1.0 / counted;
        team.run(
                number -> {
                    Lane lane = lanes.get(number);
                    lane.gradient().clear();
                    for (int b = number; b < losses.length; b += team.lanes()) {
                        losses[b] = lane.accumulate(batches.get(b), objective, scale);
                    }
                });
        double sum = 0;
        for (double one : losses) {
            sum += one;
        }
        loss = sum * scale;
        List<MemorySegment> gradients = new ArrayList<>();
        lanes.forEach(lane -> gradients.add(lane.gradient().values()));
        double norm = optimizer.reduce(team, gradients);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw notFinite(norm, groups);
        }
        double rate = config.optimizer().learningRate() * schedule.factor(step, steps);
        optimizer.apply(team, gradients.getFirst(), norm, step + 1, rate);
        step++;
        tokens += read;
        double elapsed = (System.nanoTime() - begin) / 1e9;
        seconds += elapsed;
        secondsTokens += read;
        return new StepMetrics(step, loss, rate, norm, tokens, read / elapsed);
    }

    /** The rows of a step in groups of a micro-batch. */
    private List<List<List<Rows.Piece>>> groups(long number) {
        int size = config.batch().rows();
        List<List<List<Rows.Piece>>> groups = new ArrayList<>();
        for (int first = 0; first < size; first += microBatchRows) {
            List<List<Rows.Piece>> group = new ArrayList<>();
            for (int r = first; r < Math.min(first + microBatchRows, size); r++) {
                group.add(rows.row(number * size + r));
            }
            groups.add(group);
        }
        return groups;
    }

    private SundogException notFinite(double norm, List<List<List<Rows.Piece>>> groups) {
        String indices =
                groups.stream()
                        .flatMap(List::stream)
                        .flatMap(List::stream)
                        .map(Rows.Piece::sample)
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
                            ModelOutput.write(folder, start, parameters);
                            state().write(
                                            folder.resolve("training-state.bin"),
                                            parameters.layout().count(),
                                            arrays());
                        });
        listener.onCheckpoint(saved);
    }

    private TrainingState state() {
        return new TrainingState(step, tokens, TrainingChecks.digest(config, steps, samples));
    }

    private List<MemorySegment> arrays() {
        return List.of(parameters.values(), optimizer.firstMoment(), optimizer.secondMoment());
    }

    private void restore(Path checkpoint) {
        Path file = checkpoint.resolve("training-state.bin");
        TrainingState state = TrainingState.read(file, parameters.layout().count(), arrays());
        if (state.configuration() != state().configuration()) {
            throw SundogException.data(
                    "resume-mismatch",
                    file
                            + " was written with another configuration or other data. Resume with"
                            + " what the run began with, or start anew in another directory.");
        }
        step = state.step();
        tokens = state.tokens();
        parameters.refresh();
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
        parameters.close();
    }
}
