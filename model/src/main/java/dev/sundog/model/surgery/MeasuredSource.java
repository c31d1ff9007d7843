package dev.sundog.model.surgery;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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
        double square = 0;
        double error = 0;
        for (int from = 0; from < elements; from += STRETCH) {
            int count = Math.min(STRETCH, elements - from);
            codec.decode(bytes, type.byteSize(from), decoded, 0, count);
            square += sumOfSquares(values, from, count);
            error += sumOfSquaredDifferences(values, from, decoded, count);
        }
        String part = tensor.name() + "/" + firstRow;
        squares.put(part, square);
        errors.put(part, error);
    }

    /** In eight sums, so that no addition waits for the one before; blocks are multiples of 8. */
    private static double sumOfSquares(float[] x, int at, int count) {
        double[] sums = new double[8];
        for (int i = at; i < at + count; i += 8) {
            for (int k = 0; k < 8; k++) {
                double value = x[i + k];
                sums[k] += value * value;
            }
        }
        return Arrays.stream(sums).sum();
    }

    private static double sumOfSquaredDifferences(float[] x, int at, float[] y, int count) {
        double[] sums = new double[8];
        for (int i = 0; i < count; i += 8) {
            for (int k = 0; k < 8; k++) {
                double difference = y[i + k] - x[at + i + k];
                sums[k] += difference * difference;
            }
        }
        return Arrays.stream(sums).sum();
    }

    /** √(Σ(ŵ−w)² / Σw²) over all blocks that were encoded. */
    double relativeError() {
        double square = squares.values().stream().mapToDouble(Double::doubleValue).sum();
        double error = errors.values().stream().mapToDouble(Double::doubleValue).sum();
        return square == 0 ? 0 : Math.sqrt(error / square);
    }
}
