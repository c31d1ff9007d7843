package dev.sundog.training.run;

import dev.sundog.training.optimizer.AdamW;
import dev.sundog.training.optimizer.GradientSum;
import dev.sundog.training.optimizer.Trainable;
import dev.sundog.training.optimizer.TrainableRanges.Range;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The end of a step: lanes' gradients are summed in order, clipped by their global norm and
 * applied. The same bits for any number of threads, given the lanes' gradients.
 */
final class OptimizerStep implements AutoCloseable {
    private static final double CLIP_EPSILON = 1e-6;

    private final Trainable trainable;
    private final AdamW adamW;
    private final double clip;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment firstMoment;
    private final MemorySegment secondMoment;

    /**
     * A gradient of what is optimised.
     *
     * @param values {@code [count]} floats
     * @param norm Euclidean, before clipping
     */
    record Reduced(MemorySegment values, double norm) {}

    OptimizerStep(Trainable trainable, AdamW adamW, double clip) {
        this.trainable = trainable;
        this.adamW = adamW;
        this.clip = clip;
        firstMoment = arena.allocate(ValueLayout.JAVA_FLOAT, trainable.count());
        secondMoment = arena.allocate(ValueLayout.JAVA_FLOAT, trainable.count());
    }

    /** What a checkpoint keeps: values and both moments, each {@code [count]} floats. */
    List<MemorySegment> state() {
        return List.of(trainable.values(), firstMoment, secondMoment);
    }

    /** Sums the gradients of all lanes into the first. */
    Reduced reduce(LaneTeam team, List<MemorySegment> gradients) {
        List<Range> blocks = trainable.blocks();
        double[] squares = new double[blocks.size()];
        team.run(
                lane -> {
                    for (int b = lane; b < squares.length; b += team.lanes()) {
                        Range block = blocks.get(b);
                        squares[b] = GradientSum.reduce(gradients, block.from(), block.to());
                    }
                });
        double sum = 0;
        for (double one : squares) {
            sum += one;
        }
        return new Reduced(gradients.getFirst(), Math.sqrt(sum));
    }

    /**
     * Applies a gradient.
     *
     * @param step from 1
     */
    void apply(LaneTeam team, Reduced gradient, long step, double learningRate) {
        float scale = clip == 0 ? 1 : (float) Math.min(1, clip / (gradient.norm + CLIP_EPSILON));
        AdamW.State state =
                new AdamW.State(trainable.values(), gradient.values, firstMoment, secondMoment);
        List<Range> blocks = trainable.blocks();
        team.run(
                lane -> {
                    for (int b = lane; b < blocks.size(); b += team.lanes()) {
                        Range block = blocks.get(b);
                        adamW.step(
                                state,
                                block.from(),
                                block.to(),
                                step,
                                learningRate,
                                scale,
                                block.decayed());
                    }
                });
        trainable.refresh();
    }

    @Override
    public void close() {
        arena.close();
    }
}
