package dev.sundog.data.reader;

import java.util.List;
import java.util.Objects;

/**
 * Several sources one after the other, each as often as its weight says: with weight 1 every record
 * once, with 2 twice, with 0.5 every second one.
 */
final class MixedSource implements RecordSource {
    private final List<RecordSource> sources;
    private final long[] ends;

    MixedSource(List<RecordSource> sources, List<Double> weights) {
        this.sources = List.copyOf(sources);
        this.ends = new long[sources.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            long taken = Math.max(1, Math.round(sources.get(i).size() * weights.get(i)));
            end = Math.addExact(end, taken);
            ends[i] = end;
        }
    }

    @Override
    public long size() {
        return ends[ends.length - 1];
    }

    @Override
    public TrainingRecord get(long index) {
        int source = sourceOf(index);
        return sources.get(source).get(within(source, index));
    }

    @Override
    public String place(long index) {
        int source = sourceOf(index);
        return sources.get(source).place(within(source, index));
    }

    @Override
    public DataFormat format() {
        return sources.getFirst().format();
    }

    @Override
    public void close() {
        sources.forEach(RecordSource::close);
    }

    private int sourceOf(long index) {
        Objects.checkIndex(index, size());
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (index < ends[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Whole passes first; what remains is spread evenly over the source. */
    private long within(int source, long index) {
        long start = source == 0 ? 0 : ends[source - 1];
        long taken = ends[source] - start;
        long size = sources.get(source).size();
        long at = index - start;
        long whole = taken / size * size;
        if (at < whole) {
            return at % size;
        }
        return (long) ((double) (at - whole) * size / (taken - whole));
    }
}
