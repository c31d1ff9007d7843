package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.tokenizer.GgufVocabulary;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes GGUF files of version 3 that llama.cpp loads. Tensors are streamed; the file gets its name
 * when it is complete. Stateless.
 *
 * <p><strong>Source:</strong> GGUF specification; key names of llama.cpp.
 */
public final class GgufWriter {
    private static final int ALIGNMENT = GgufFile.DEFAULT_ALIGNMENT;
    private static final int VERSION = 3;
    private static final String TOKENIZER = "tokenizer.json";

    /** Kind of the vocabulary. */
    static final String TOKENIZER_MODEL = "tokenizer.ggml.model";

    /** There is none: llama.cpp loads such a file and takes token ids. */
    static final String NO_VOCABULARY = "no_vocab";

    private GgufWriter() {}

    /** One tensor as it goes into the file. */
    record Part(String name, TensorInfo tensor, RowOrder order, TensorSource source) {}

    /**
     * Writes a file.
     *
     * @param configJson {@code config.json} of the model
     * @param companions files of the model by name; {@code tokenizer.json} becomes the vocabulary
     *     if it is there
     * @param tensors Hugging Face names and shapes with the types to write; vectors (norms and
     *     biases) are written as F32 whatever their type here, as llama.cpp demands
     * @param source where their numbers are; called from several threads at a time
     * @param lineage where each layer came from
     * @param furtherMetadata keys that are put beside, or instead of, those that follow from the
     *     rest
     * @return bytes of the file
     * @throws dev.sundog.model.failure.SundogException (resource, {@code disk-full} or {@code
     *     write-failed}); nothing is left then
     */
    public static long write(
            Path file,
            ObjectNode configJson,
            Map<String, byte[]> companions,
            List<TensorInfo> tensors,
            TensorSource source,
            List<LayerOrigin> lineage,
            Map<String, Object> furtherMetadata,
            ProgressListener progress) {
        ModelConfig config =
                GenerationEnds.include(
                        ConfigurationReader.read(configJson, "config.json"),
                        Optional.ofNullable(companions.get(HuggingFaceReader.GENERATION_CONFIG)),
                        HuggingFaceReader.GENERATION_CONFIG);
        ArchitectureDescription description = Architectures.named(config.family());
        List<Part> parts = parts(config, description, tensors, source);
        GgufExpressibility.require(config, description, parts, file.toString());
        Map<String, Object> metadata = metadata(file, config, description, parts, lineage);
        metadata.put(GgufConfiguration.ORIGINAL, configJson.toString());
        if (companions.containsKey(TOKENIZER)) {
            metadata.putAll(
                    GgufVocabulary.metadata(companions, config.vocabularySize(), file.toString()));
        } else {
            metadata.put(TOKENIZER_MODEL, NO_VOCABULARY);
        }
        metadata.putAll(furtherMetadata);
        GgufHeader header = new GgufHeader();
        header.putInt(GgufFile.MAGIC);
        header.putInt(VERSION);
        header.putLong(parts.size());
        header.putLong(metadata.size());
        metadata.forEach(header::putEntry);
        long offset = 0;
        for (Part part : parts) {
            header.putTensor(part.name(), part.tensor(), offset);
            offset = aligned(offset + part.tensor().byteSize());
        }
        header.pad(ALIGNMENT);
        return write(file, header, parts, offset, progress);
    }

    /** The same without further metadata. */
    public static long write(
            Path file,
            ObjectNode configJson,
            Map<String, byte[]> companions,
            List<TensorInfo> tensors,
            TensorSource source,
            List<LayerOrigin> lineage,
            ProgressListener progress) {
        return write(file, configJson, companions, tensors, source, lineage, Map.of(), progress);
    }

    private static long write(
            Path path,
            GgufHeader header,
            List<Part> parts,
            long dataBytes,
            ProgressListener progress) {
        byte[] start = header.toByteArray();
        try (RowEncoder encoder = new RowEncoder();
                PartialFile file = PartialFile.create(path, start.length + dataBytes)) {
            file.append(MemorySegment.ofArray(start));
            for (Part part : parts) {
                encoder.append(part.source(), part.tensor(), part.order(), file);
                long gap = aligned(file.written()) - file.written();
                file.append(MemorySegment.ofArray(new byte[(int) gap]));
                progress.onProgress("write", file.written() - start.length, dataBytes);
            }
            file.complete();
            return file.written();
        }
    }

    private static List<Part> parts(
            ModelConfig config,
            ArchitectureDescription family,
            List<TensorInfo> tensors,
            TensorSource source) {
        Map<String, TensorPlace> places = new LinkedHashMap<>();
        family.visit(config, place -> places.put(place.huggingFace(), place));
        Map<String, List<TensorInfo>> stacks = new LinkedHashMap<>();
        Map<String, TensorPlace> firsts = new LinkedHashMap<>();
        for (TensorInfo tensor : tensors) {
            TensorPlace place = places.remove(tensor.name());
            if (place == null) {
                throw new IllegalArgumentException("no tensor " + tensor.name() + " is expected");
            }
            stacks.computeIfAbsent(place.gguf(), name -> new ArrayList<>()).add(tensor);
            firsts.putIfAbsent(place.gguf(), place);
        }
        if (!places.isEmpty()) {
            throw new IllegalArgumentException("tensors are missing: " + places.keySet());
        }
        List<Part> parts = new ArrayList<>();
        stacks.forEach(
                (name, stack) ->
                        parts.add(
                                GgufParts.of(
                                        Objects.requireNonNull(firsts.get(name)),
                                        stack,
                                        config,
                                        family,
                                        source)));
        GgufRope.tensors(config).forEach((name, numbers) -> parts.add(GgufParts.of(name, numbers)));
        return parts;
    }

    private static Map<String, Object> metadata(
            Path file,
            ModelConfig config,
            ArchitectureDescription description,
            List<Part> parts,
            List<LayerOrigin> lineage) {
        Map<String, Object> metadata = GgufConfiguration.toMetadata(config, description);
        metadata.put("general.name", Lineage.nameOf(file));
        ElementType type = ElementTypes.dominant(parts.stream().map(Part::tensor).toList());
        metadata.put("general.file_type", fileType(type));
        if (type.isQuantised()) {
            metadata.put("general.quantization_version", 2L);
        }
        metadata.put(GgufFile.ALIGNMENT_KEY, (long) ALIGNMENT);
        metadata.put(Lineage.GGUF_KEY, Lineage.toJson(lineage).toString());
        return metadata;
    }

    /** The number that llama.cpp gives to a file mostly of one type. */
    private static long fileType(ElementType type) {
        return switch (type) {
            case F64, F32, F8_E4M3, F8_E5M2, I8, I16, I32, I64 -> 0;
            case F16 -> 1;
            case Q4_0 -> 2;
            case Q4_1 -> 3;
            case Q8_0 -> 7;
            case Q5_0 -> 8;
            case Q5_1 -> 9;
            case Q2_K -> 10;
            case Q3_K -> 12;
            case Q4_K -> 15;
            case Q5_K -> 17;
            case Q6_K -> 18;
            case IQ4_NL -> 25;
            case IQ4_XS -> 30;
            case BF16 -> 32;
            case TQ1_0 -> 36;
            case TQ2_0 -> 37;
            case MXFP4 -> 38;
        };
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
