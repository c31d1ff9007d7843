package dev.sundog.model.surgery;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A checkpoint's tensors on their way into blocks: says which columns matter, and compares what was
 * encoded with what it was made of while both are in the cache. Thread-safe; the sum does not
 * depend on the order in which parts are done.
 */
final class MeasuredSource implements TensorSource {
    private static final int STRETCH = 4096;

    private final Checkpoint checkpoint;
    private final TensorSource source;
    private final Map<String, TensorPlace> places;
    private final Importance importance;
    private final Map<String, Optional<float[]>> weights = new ConcurrentHashMap<>();
    private final Map<String, Double> squares = new ConcurrentSkipListMap<>();
    private final Map<String, Double> errors = new ConcurrentSkipListMap<>();

    MeasuredSource(Checkpoint checkpoint, Map<String, TensorPlace> places, Importance importance) {
        this.checkpoint = checkpoint;
        source = TensorSource.of(checkpoint);
        this.places = places;
        this.importance = importance;
    }

    @Override
    public void readRows(TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
        source.readRows(tensor, firstRow, rows, target, offset);
    }

    @Override
    public Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        return source.storedRow(tensor, row);
    }

    @Override
    public Optional<float[]> importance(TensorInfo tensor, long row) {
        return tensor.shape().size() == 1 || !tensor.type().isQuantised()
                ? Optional.empty()
                : weights.computeIfAbsent(tensor.name(), this::find);
    }

    private Optional<float[]> find(String name) {
        TensorPlace place = places.get(name);
        return place == null
                ? Optional.empty()
                : importance.of(checkpoint.tensor(name), place.gguf(), Math.max(0, place.expert()));
    }

    @Override
    public void encoded(TensorInfo tensor, long firstRow, float[] values, MemorySegment bytes) {
        if (!tensor.type().isQuantised()) {
            return;
        }
        ElementType type = tensor.type();
        BlockCodec codec = BlockCodec.of(type);
        int elements = (int) (bytes.byteSize() / type.blockBytes()) * type.blockSize();
        float[] decoded = new float[Math.min(STRETCH, elements)];
        double[] sums = new double[2];
        for (int from = 0; from < elements; from += STRETCH) {
            int count = Math.min(STRETCH, elements - from);
            codec.decode(bytes, type.byteSize(from), decoded, 0, count);
            addSquares(values, from, decoded, count, sums);
        }
        String part = tensor.name() + "/" + firstRow;
        squares.put(part, sums[0]);
        errors.put(part, sums[1]);
    }

    /**
     * Adds the squares of x and of its distances from y. In four sums each, so that no addition
     * waits for the one before; counts are multiples of 4.
     */
    private static void addSquares(float[] x, int at, float[] y, int count, double[] sums) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double e0 = 0;
        double e1 = 0;
        double e2 = 0;
        double e3 = 0;
        for (int i = 0; i < count; i += 4) {
            double x0 = x[at + i];
            double x1 = x[at + i + 1];
            double x2 = x[at + i + 2];
            double x3 = x[at + i + 3];
            double d0 = y[i] - x0;
            double d1 = y[i + 1] - x1;
            double d2 = y[i + 2] - x2;
            double d3 = y[i + 3] - x3;
            s0 += x0 * x0;
            s1 += x1 * x1;
            s2 += x2 * x2;
            s3 += x3 * x3;
            e0 += d0 * d0;
            e1 += d1 * d1;
            e2 += d2 * d2;
            e3 += d3 * d3;
        }
        sums[0] += s0 + s1 + (s2 + s3);
        sums[1] += e0 + e1 + (e2 + e3);
    }

    /** √(Σ(ŵ−w)² / Σw²) over all blocks that were encoded. */
    double relativeError() {
        double square = squares.values().stream().mapToDouble(Double::doubleValue).sum();
        double error = errors.values().stream().mapToDouble(Double::doubleValue).sum();
        return square == 0 ? 0 : Math.sqrt(error / square);
    }
}
