package dev.sundog.model.surgery;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A checkpoint's tensors on their way into blocks: says which columns matter, and compares what was
 * encoded with what it was made of while both are in the cache. Thread-safe; the sum does not
 * depend on the order in which parts are done.
 */
final class MeasuredSource implements TensorSource {
    private final Checkpoint checkpoint;
    private final TensorSource source;
    private final Map<String, String> ggufNames;
    private final Importance importance;
    private final Map<String, Double> squares = new ConcurrentSkipListMap<>();
    private final Map<String, Double> errors = new ConcurrentSkipListMap<>();

    MeasuredSource(Checkpoint checkpoint, Map<String, String> ggufNames, Importance importance) {
        this.checkpoint = checkpoint;
        source = TensorSource.of(checkpoint);
        this.ggufNames = ggufNames;
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
    public Optional<float[]> importance(TensorInfo tensor) {
        return tensor.shape().size() == 1 || !tensor.type().isQuantised()
                ? Optional.empty()
                : importance.of(
                        checkpoint.tensor(tensor.name()),
                        ggufNames.getOrDefault(tensor.name(), tensor.name()));
    }

    @Override
    public void encoded(TensorInfo tensor, long firstRow, float[] values, MemorySegment bytes) {
        if (!tensor.type().isQuantised()) {
            return;
        }
        int count = (int) (bytes.byteSize() / tensor.type().blockBytes());
        int elements = count * tensor.type().blockSize();
        float[] decoded = new float[elements];
        BlockCodec.of(tensor.type()).decode(bytes, 0, decoded, 0, elements);
        double square = 0;
        double error = 0;
        for (int i = 0; i < elements; i++) {
            double value = values[i];
            double difference = decoded[i] - value;
            square += value * value;
            error += difference * difference;
        }
        String part = tensor.name() + "/" + firstRow;
        squares.put(part, square);
        errors.put(part, error);
    }

    /** √(Σ(ŵ−w)² / Σw²) over all blocks that were encoded. */
    double relativeError() {
        double square = squares.values().stream().mapToDouble(Double::doubleValue).sum();
        double error = errors.values().stream().mapToDouble(Double::doubleValue).sum();
        return square == 0 ? 0 : Math.sqrt(error / square);
    }
}
