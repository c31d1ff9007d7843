package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.model.tokenizer.Tokenizers;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A read-only, memory-mapped checkpoint: a Hugging Face directory or a GGUF file, seen with Hugging
 * Face names, row-major shapes and the Hugging Face order of rows (the q and k rows that GGUF
 * permutes are put back).
 *
 * <p>Thread-safe for reading. Segments returned are valid until {@link #close()}.
 */
public interface Checkpoint extends AutoCloseable {
    /** The directory or file it was opened from. */
    Path path();

    /** The resolved configuration. */
    ModelConfig config();

    /**
     * {@code config.json} as found, without {@code quantization_config}, which the reader has
     * heeded; for a GGUF file, the one that says the same. A fresh copy at each call.
     */
    ObjectNode configJson();

    /** All tensors, in Hugging Face order (embedding, layers, norm, head). */
    List<TensorInfo> tensors();

    /** Whether most of its numbers are stored in quantised blocks. */
    default boolean isQuantised() {
        return !ElementTypes.dominant(tensors()).isFloat();
    }

    /** The tensor of that name, if present. */
    Optional<TensorInfo> find(String name);

    /**
     * The tensor of that name.
     *
     * @throws dev.sundog.model.failure.SundogException (data) naming the file if it is missing
     */
    TensorInfo tensor(String name);

    /**
     * The stored bytes of one row (Hugging Face row order), {@link TensorInfo#rowBytes()} long,
     * little-endian.
     */
    MemorySegment row(TensorInfo tensor, long row);

    /** Where a tensor lies, if its rows stand one after the other in Hugging Face order. */
    default Optional<FileRegion> stored(TensorInfo tensor) {
        return Optional.empty();
    }

    /**
     * Dequantises {@code rowCount} rows into {@code target} from {@code offset} on, row after row.
     *
     * @throws IndexOutOfBoundsException if the rows or the target are too few
     */
    void readRows(TensorInfo tensor, long firstRow, int rowCount, float[] target, int offset);

    /** The whole tensor as floats; for tensors of under 2^31 elements. */
    default float[] readAll(TensorInfo tensor) {
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        readRows(tensor, 0, Math.toIntExact(tensor.rowCount()), values, 0);
        return values;
    }

    /**
     * A companion file of the model by its Hugging Face name ({@code tokenizer.json}, {@code
     * tokenizer_config.json}, {@code generation_config.json}, {@code chat_template.jinja}, {@code
     * manifest.json}); for a GGUF file, what its metadata says in that form. Empty if there is
     * none.
     */
    Optional<byte[]> companion(String fileName);

    /**
     * The vocabulary as a GGUF file has it: its keys {@code tokenizer.*}, with values as {@link
     * GgufWriter} takes them; empty if the model is no GGUF file. Who writes another GGUF file need
     * not translate it to and fro.
     */
    default Map<String, Object> ggufVocabulary() {
        return Map.of();
    }

    /**
     * The tokenizer of the model; the caller closes it.
     *
     * @throws dev.sundog.model.failure.SundogException (data, {@code tokenizer-missing}) if the
     *     model has none
     */
    default Tokenizer openTokenizer() {
        byte[] json =
                companion("tokenizer.json")
                        .orElseThrow(
                                () ->
                                        SundogException.data(
                                                "tokenizer-missing",
                                                path()
                                                        + ": there is no tokenizer.json; put the"
                                                        + " one of the model there"));
        return Tokenizers.fromJson(json, companion("tokenizer_config.json"), path().toString());
    }

    /**
     * The chat template of the model, if it has one.
     *
     * @throws dev.sundog.model.failure.SundogException (data, {@code template-error}) if it is
     *     malformed
     */
    default Optional<ChatTemplate> chatTemplate() {
        return ChatTemplate.from(
                companion("tokenizer_config.json"), companion("chat_template.jinja"));
    }

    /** Where each layer came from; one entry a layer; a layer that was never moved names itself. */
    List<LayerOrigin> lineage();

    /** Bytes of the weight files on disk. */
    long byteSize();

    @Override
    void close();
}
