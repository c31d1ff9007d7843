package dev.sundog.training.run;

import dev.sundog.training.optimizer.AdamW;
import dev.sundog.training.optimizer.GradientSum;
import dev.sundog.training.optimizer.TrainableRanges;
import dev.sundog.training.optimizer.TrainableRanges.Range;
import dev.sundog.training.torch.Parameters;

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

    private final Parameters parameters;
    private final List<Range> blocks;
    private final AdamW adamW;
    private final double clip;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment firstMoment;
    private final MemorySegment secondMoment;

    OptimizerStep(Parameters parameters, TrainableRanges ranges, AdamW adamW, double clip) {
        this.parameters = parameters;
        this.blocks = ranges.blocks();
        this.adamW = adamW;
        this.clip = clip;
        long count = parameters.layout().count();
        firstMoment = arena.allocate(ValueLayout.JAVA_FLOAT, count);
        secondMoment = arena.allocate(ValueLayout.JAVA_FLOAT, count);
    }

    /** {@code [parameters]} floats. */
    MemorySegment firstMoment() {
        return firstMoment;
    }

    /** {@code [parameters]} floats. */
    MemorySegment secondMoment() {
        return secondMoment;
    }

    /** Sums all gradients into the first; returns the norm of the sum. */
    double reduce(LaneTeam team, List<MemorySegment> gradients) {
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
        return Math.sqrt(sum);
    }

    /**
     * Applies a gradient of that norm.
     *
     * @param step from 1
     */
    void apply(LaneTeam team, MemorySegment gradient, double norm, long step, double learningRate) {
        float scale = clip == 0 ? 1 : (float) Math.min(1, clip / (norm + CLIP_EPSILON));
        AdamW.State state =
                new AdamW.State(parameters.values(), gradient, firstMoment, secondMoment);
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
        parameters.refresh();
    }

    @Override
    public void close() {
        arena.close();
    }
}
