package dev.sundog.training.optimizer;

import dev.sundog.training.optimizer.TrainableRanges.Range;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a run optimises. The weights that the passes compute with are one thing, the values that the
 * optimiser changes another: here they are the same ({@link WholeWeights}); with a low-rank adapter
 * the weights follow from the base and the adapter's values. Called from one thread at a time.
 */
public interface Trainable extends AutoCloseable {
    /** The values that are optimised, {@code [count()]} floats. */
    MemorySegment values();

    /** Number of values. */
    long count();

    /** The values that are changed, cut into blocks. */
    List<Range> blocks();

    /** The part of the weights' gradient that {@link #gradient} reads, cut into blocks. */
    List<Range> weightBlocks();

    /**
     * The gradient of the values.
     *
     * @param weightGradient that of the model's weights, right in {@link #weightBlocks}; the same
     *     segment is returned if values and weights are one
     */
    MemorySegment gradient(MemorySegment weightGradient);

    /** Brings the weights that the passes compute with up to date with changed values. */
    void refresh();

    @Override
    void close();
}
