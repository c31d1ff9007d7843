package dev.sundog.training.torch;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A checkpoint that is some parameters; owns them. */
public record MemoryCheckpoint(Parameters parameters) implements Checkpoint {
    @Override
    public Path path() {
        return Path.of("memory");
    }

    @Override
    public ModelConfig config() {
        return parameters.config();
    }

    @Override
    public ObjectNode configJson() {
        ModelConfig config = parameters.config();
        return new JsonMapper()
                .createObjectNode()
                .put("model_type", "llama")
                .put("vocab_size", config.vocabularySize())
                .put("hidden_size", config.hiddenSize())
                .put("intermediate_size", config.intermediateSize())
                .put("num_hidden_layers", config.layerCount())
                .put("num_attention_heads", config.headCount())
                .put("num_key_value_heads", config.keyValueHeadCount())
                .put("max_position_embeddings", config.contextLength())
                .put("rms_norm_eps", config.normEpsilon())
                .put("rope_theta", config.rope().theta())
                .put("tie_word_embeddings", config.tiedEmbeddings())
                .put("attention_bias", config.attentionBias())
                .put("mlp_bias", config.mlpBias());
    }

    @Override
    public List<TensorInfo> tensors() {
        return parameters.layout().slices().stream()
                .map(slice -> new TensorInfo(slice.name(), ElementType.F32, slice.shape()))
                .toList();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return tensors().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    @Override
    public TensorInfo tensor(String name) {
        return find(name).orElseThrow();
    }

    @Override
    public MemorySegment row(TensorInfo tensor, long row) {
        float[] values = new float[tensor.rowLength()];
        readRows(tensor, row, 1, values, 0);
        MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
        MemorySegment.copy(values, 0, bytes, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
        return bytes;
    }

    @Override
    public void readRows(
            TensorInfo tensor, long firstRow, int rowCount, float[] target, int offset) {
        ParameterLayout.Slice slice =
                parameters.layout().slices().stream()
                        .filter(s -> s.name().equals(tensor.name()))
                        .findFirst()
                        .orElseThrow();
        int length = tensor.rowLength();
        parameters.read(slice, firstRow * length, rowCount * length, target, offset);
    }

    @Override
    public Optional<byte[]> companion(String fileName) {
        return fileName.equals("tokenizer.json")
                ? Optional.of("{}".getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    @Override
    public List<LayerOrigin> lineage() {
        return List.of();
    }

    @Override
    public long byteSize() {
        return parameters.layout().count() * Float.BYTES;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
