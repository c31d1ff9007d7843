package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes Hugging Face directories that {@code transformers} loads. Tensors are streamed; the files
 * get their names only when all are complete, {@code config.json} last. Stateless.
 */
public final class HuggingFaceWriter {
    /** Weights beyond this are spread over several files. */
    static final long SHARD_BYTES = 5_000_000_000L;

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper COMPACT = JsonMapper.shared();

    private HuggingFaceWriter() {}

    /** One file of weights and what belongs into it. */
    private record Shard(String fileName, List<TensorInfo> tensors) {
        long dataBytes() {
            return tensors.stream().mapToLong(TensorInfo::byteSize).sum();
        }
    }

    /**
     * Writes a directory; it is created if it does not exist, files of the same names are replaced.
     *
     * @param configJson {@code config.json}; {@code dtype} is set to the type of the largest part
     *     of the tensors
     * @param companions further files by name, as they are
     * @param tensors what to write, in this order, F32, F16 or BF16
     * @param source where their numbers are; called from several threads at a time
     * @return bytes of the weight files
     * @throws SundogException (resource, {@code disk-full} or {@code write-failed}); nothing is
     *     left that opens as a model then
     */
    public static long write(
            Path directory,
            ObjectNode configJson,
            Map<String, byte[]> companions,
            List<TensorInfo> tensors,
            TensorSource source,
            ProgressListener progress) {
        return write(directory, configJson, companions, tensors, source, progress, SHARD_BYTES);
    }

    static long write(
            Path directory,
            ObjectNode configJson,
            Map<String, byte[]> companions,
            List<TensorInfo> tensors,
            TensorSource source,
            ProgressListener progress,
            long shardBytes) {
        for (TensorInfo tensor : tensors) {
            if (!tensor.type().isFloat()) {
                throw new IllegalArgumentException(
                        tensor.name() + " has type " + tensor.type() + ", safetensors hold floats");
            }
        }
        TransposingSource transposed = TransposingSource.of(configJson, source);
        List<Shard> shards = shards(transposed.asWritten(tensors), shardBytes);
        long total = shards.stream().mapToLong(Shard::dataBytes).sum();
        deleteConfig(directory, total);
        long bytes = 0;
        long[] done = {0};
        List<PartialFile> files = new ArrayList<>();
        try (RowEncoder encoder = new RowEncoder()) {
            for (Shard shard : shards) {
                PartialFile file = PartialFile.create(directory.resolve(shard.fileName()), total);
                files.add(file);
                append(
                        file,
                        shard.tensors(),
                        transposed,
                        encoder,
                        tensor -> {
                            done[0] += tensor.byteSize();
                            progress.onProgress("write", done[0], total);
                        });
                file.finish();
                bytes += file.written();
            }
            files.forEach(PartialFile::complete);
            if (shards.size() > 1) {
                PartialFile.write(directory.resolve(HuggingFaceReader.INDEX), index(shards, total));
            }
            removeStale(directory, shards, total);
            companions.forEach(
                    (name, content) -> PartialFile.write(directory.resolve(name), content));
            PartialFile.write(
                    directory.resolve(HuggingFaceReader.CONFIG),
                    PRETTY.writeValueAsBytes(withType(configJson, tensors)));
        } finally {
            files.forEach(PartialFile::close);
        }
        return bytes;
    }

    /** Appends header and tensors of a safetensors file. */
    static void append(
            PartialFile file,
            List<TensorInfo> tensors,
            TensorSource source,
            RowEncoder encoder,
            Consumer<TensorInfo> written) {
        file.append(header(tensors));
        for (TensorInfo tensor : tensors) {
            encoder.append(source, tensor, RowOrder.SAME, file);
            written.accept(tensor);
        }
    }

    /** Without its configuration, a directory that is being replaced is no model. */
    private static void deleteConfig(Path directory, long total) {
        try {
            Files.deleteIfExists(directory.resolve(HuggingFaceReader.CONFIG));
        } catch (IOException e) {
            throw PartialFile.failure(directory, total, e);
        }
    }

    /** A single file would hide shards, and shards a single file, of what was there before. */
    private static void removeStale(Path directory, List<Shard> shards, long total) {
        try {
            Files.deleteIfExists(
                    directory.resolve(
                            shards.size() > 1
                                    ? HuggingFaceReader.SINGLE
                                    : HuggingFaceReader.INDEX));
        } catch (IOException e) {
            throw PartialFile.failure(directory, total, e);
        }
    }

    private static List<Shard> shards(List<TensorInfo> tensors, long shardBytes) {
        List<List<TensorInfo>> groups = new ArrayList<>();
        groups.add(new ArrayList<>());
        long size = 0;
        for (TensorInfo tensor : tensors) {
            if (size > 0 && size + tensor.byteSize() > shardBytes) {
                groups.add(new ArrayList<>());
                size = 0;
            }
            groups.getLast().add(tensor);
            size += tensor.byteSize();
        }
        if (groups.size() == 1) {
            return List.of(new Shard(HuggingFaceReader.SINGLE, groups.getFirst()));
        }
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, groups.size());
            shards.add(new Shard(name, groups.get(i)));
        }
        return shards;
    }

    private static MemorySegment header(List<TensorInfo> tensors) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (TensorInfo tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", tensor.type().name());
            entry.putPOJO("shape", tensor.shape());
            long end = offset + tensor.byteSize();
            entry.putPOJO("data_offsets", List.of(offset, end));
            offset = end;
        }
        byte[] json = COMPACT.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        byte[] bytes = new byte[8 + padded];
        Arrays.fill(bytes, (byte) ' ');
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, padded);
        System.arraycopy(json, 0, bytes, 8, json.length);
        return MemorySegment.ofArray(bytes);
    }

    private static byte[] index(List<Shard> shards, long total) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata").put("total_size", total);
        ObjectNode map = index.putObject("weight_map");
        for (Shard shard : shards) {
            for (TensorInfo tensor : shard.tensors()) {
                map.put(tensor.name(), shard.fileName());
            }
        }
        return PRETTY.writeValueAsBytes(index);
    }

    private static ObjectNode withType(ObjectNode configJson, List<TensorInfo> tensors) {
        ObjectNode config = configJson.deepCopy();
        ElementType type = ElementTypes.dominant(tensors);
        String name =
                type == ElementType.F16
                        ? "float16"
                        : type == ElementType.BF16 ? "bfloat16" : "float32";
        config.put("dtype", name);
        config.put("torch_dtype", name);
        return config;
    }
}
