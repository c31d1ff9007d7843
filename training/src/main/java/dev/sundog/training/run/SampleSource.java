package dev.sundog.training.run;

import dev.sundog.training.objective.Sample;

import java.util.List;

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

    /** Samples that are in memory. */
    static SampleSource of(List<Sample> samples) {
        List<Sample> all = List.copyOf(samples);
        return new SampleSource() {
            @Override
            public long size() {
                return all.size();
            }

            @Override
            public Sample sample(long index) {
                return all.get((int) index);
            }
        };
    }
}
