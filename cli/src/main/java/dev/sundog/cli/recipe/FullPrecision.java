package dev.sundog.cli.recipe;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint whose every tensor reads as F32.
 *
 * @param source what is dequantised; owned
 */
record FullPrecision(Checkpoint source) implements Checkpoint {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public Path path() {
        return source.path();
    }

    @Override
    public ModelConfig config() {
        return source.config();
    }

    @Override
    public ObjectNode configJson() {
        return source.configJson();
    }

    @Override
    public List<TensorInfo> tensors() {
        return source.tensors().stream().map(FullPrecision::asFloat).toList();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return source.find(name).map(FullPrecision::asFloat);
    }

    @Override
    public TensorInfo tensor(String name) {
        return asFloat(source.tensor(name));
    }

    private static TensorInfo asFloat(TensorInfo tensor) {
        return new TensorInfo(tensor.name(), ElementType.F32, tensor.shape());
    }

    @Override
    public MemorySegment row(TensorInfo tensor, long row) {
        float[] values = new float[tensor.rowLength()];
        readRows(tensor, row, 1, values, 0);
        MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
        MemorySegment.copy(values, 0, bytes, FLOAT, 0, values.length);
        return bytes;
    }

    @Override
    public void readRows(
            TensorInfo tensor, long firstRow, int rowCount, float[] target, int offset) {
        source.readRows(source.tensor(tensor.name()), firstRow, rowCount, target, offset);
    }

    @Override
    public Optional<byte[]> companion(String fileName) {
        return source.companion(fileName);
    }

    @Override
    public List<LayerOrigin> lineage() {
        return source.lineage();
    }

    @Override
    public long byteSize() {
        return source.tensors().stream()
                .mapToLong(tensor -> tensor.elementCount() * Float.BYTES)
                .sum();
    }

    @Override
    public void close() {
        source.close();
    }
}
