package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A single safetensors file of any tensors, memory-mapped for reading. Thread-safe until closed.
 */
public final class TensorFile implements AutoCloseable {
    private final Arena arena;
    private final Map<String, MappedTensor> tensors;

    private TensorFile(Arena arena, Map<String, MappedTensor> tensors) {
        this.arena = arena;
        this.tensors = tensors;
    }

    /**
     * Opens a file.
     *
     * @throws SundogException (data) if it is missing, damaged, or has a tensor of integers
     */
    public static TensorFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            SafetensorsFile file = SafetensorsFile.open(path, arena);
            Map<String, MappedTensor> tensors = new LinkedHashMap<>();
            file.entries()
                    .forEach(
                            (name, entry) ->
                                    tensors.put(
                                            name,
                                            new MappedTensor(
                                                    info(path, name, entry),
                                                    file.file(),
                                                    entry.bytes(),
                                                    RowOrder.SAME)));
            return new TensorFile(arena, tensors);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private static TensorInfo info(Path path, String name, SafetensorsFile.Entry entry) {
        if (entry.shape().isEmpty()) {
            throw SundogException.data(
                    "tensor-shape", "%s: tensor %s has no dimension".formatted(path, name));
        }
        ElementType type = StoredTypes.ofSafetensors(entry.dtype(), name, path);
        return new TensorInfo(name, type, entry.shape());
    }

    /** Its tensors, in the order of the header. */
    public List<TensorInfo> tensors() {
        return tensors.values().stream().map(MappedTensor::info).toList();
    }

    /** The tensor of that name, if present. */
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(tensors.get(name)).map(MappedTensor::info);
    }

    /** The whole tensor as floats; for tensors of under 2^31 elements. */
    public float[] readAll(TensorInfo tensor) {
        MappedTensor mapped = tensors.get(tensor.name());
        if (mapped == null) {
            throw new IllegalArgumentException("no tensor " + tensor.name());
        }
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        mapped.readRows(0, Math.toIntExact(tensor.rowCount()), values, 0);
        return values;
    }

    /**
     * Writes a file at once.
     *
     * @param tensors what to write, in this order, F32, F16 or BF16
     * @param source where their numbers are; called from several threads at a time
     * @return its bytes
     * @throws SundogException (resource, {@code disk-full} or {@code write-failed})
     */
    public static long write(Path path, List<TensorInfo> tensors, TensorSource source) {
        long total = tensors.stream().mapToLong(TensorInfo::byteSize).sum();
        try (RowEncoder encoder = new RowEncoder();
                PartialFile file = PartialFile.create(path, total)) {
            HuggingFaceWriter.append(file, tensors, source, encoder, tensor -> {});
            file.complete();
            return file.written();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
