package dev.sundog.training.optimizer;

import dev.sundog.training.optimizer.TrainableRanges.Range;
import dev.sundog.training.torch.Lane;

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

    /** One thread's passes, whose gradient is that of the values; the caller closes it. */
    Lane lane();

    /** Brings the weights that the passes compute with up to date with changed values. */
    void refresh();

    /** Makes the model's parameters those that the values stand for; the end of training. */
    void complete();

    @Override
    void close();
}
