package dev.sundog.training.run;

/** Samples by index. Implementations return the same sample for the same index, on any thread. */
public interface SampleSource {
    /** Number of samples. */
    long size();

    /**
     * The sample of that index.
     *
     * @param index 0 to {@link #size()} exclusive
     */
    Sample sample(long index);

    /** Number of tokens of a sample, where that is cheaper to tell than to make it. */
    default int length(long index) {
        return sample(index).ids().length;
    }
}
