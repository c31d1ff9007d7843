package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A source whose projections come as {@code [in, out]} where safetensors of the family have them
 * so. One whole tensor is held at a time. Thread-safe.
 */
final class TransposingSource implements TensorSource {
    private final TensorSource source;
    private final Set<String> transposed;
    private @Nullable Whole whole;

    /** All numbers of one tensor, {@code [out, in]}. */
    private record Whole(String name, float[] values) {}

    private TransposingSource(TensorSource source, Set<String> transposed) {
        this.source = source;
        this.transposed = transposed;
    }

    /** The source for the family that {@code configJson} names, if it names one that is known. */
    static TransposingSource of(ObjectNode configJson, TensorSource source) {
        Set<String> names =
                Architectures.find(configJson.path("model_type").asString(""))
                        .map(
                                family ->
                                        family.transposed(
                                                ConfigurationReader.read(
                                                        configJson, HuggingFaceReader.CONFIG)))
                        .orElse(Set.of());
        return new TransposingSource(source, names);
    }

    /** The tensors with the shapes they have in the file. */
    List<TensorInfo> asWritten(List<TensorInfo> tensors) {
        return tensors.stream().map(this::turned).toList();
    }

    private TensorInfo turned(TensorInfo tensor) {
        return transposed.contains(tensor.name())
                ? new TensorInfo(tensor.name(), tensor.type(), tensor.shape().reversed())
                : tensor;
    }

    @Override
    public void readRows(TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
        if (!transposed.contains(tensor.name())) {
            source.readRows(tensor, firstRow, rows, target, offset);
            return;
        }
        float[] values = values(turned(tensor));
        int length = tensor.rowLength();
        int columns = Math.toIntExact(tensor.rowCount());
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i++) {
                target[offset + row * length + i] =
                        values[Math.toIntExact(i * (long) columns + firstRow + row)];
            }
        }
    }

    private synchronized float[] values(TensorInfo tensor) {
        Whole held = whole;
        if (held == null || !held.name().equals(tensor.name())) {
            float[] values = new float[Math.toIntExact(tensor.elementCount())];
            source.readRows(tensor, 0, Math.toIntExact(tensor.rowCount()), values, 0);
            held = new Whole(tensor.name(), values);
            whole = held;
        }
        return held.values();
    }

    @Override
    public Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        return transposed.contains(tensor.name())
                ? Optional.empty()
                : source.storedRow(tensor, row);
    }

    @Override
    public Optional<FileRegion> storedTensor(TensorInfo tensor) {
        return transposed.contains(tensor.name()) ? Optional.empty() : source.storedTensor(tensor);
    }

    @Override
    public Optional<float[]> importance(TensorInfo tensor, long row) {
        return source.importance(tensor, row);
    }

    @Override
    public void encoded(TensorInfo tensor, long firstRow, float[] values, MemorySegment bytes) {
        source.encoded(tensor, firstRow, values, bytes);
    }
}
