package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/** A checkpoint whose tensors lie in mapped files, whichever format these have. */
final class MappedCheckpoint implements Checkpoint {
    private final Path path;
    private final Arena arena;
    private final ModelConfig config;
    private final ObjectNode configJson;
    private final Map<String, StoredTensor> tensors;
    private final List<TensorInfo> infos;
    private final Companions companions;
    private final Function<ModelConfig, List<LayerOrigin>> lineage;
    private final long byteSize;
    private final boolean quantised;
    private final Map<String, Object> ggufVocabulary;

    /**
     * Takes over {@code arena}, in which all files are mapped.
     *
     * @param tensors those that the architecture wants, in order, by Hugging Face name
     */
    MappedCheckpoint(
            Path path,
            Arena arena,
            ModelConfig config,
            ObjectNode configJson,
            SequencedMap<String, StoredTensor> tensors,
            Companions companions,
            Function<ModelConfig, List<LayerOrigin>> lineage,
            long byteSize,
            Map<String, Object> ggufVocabulary) {
        this.path = path;
        this.arena = arena;
        this.config = config;
        this.configJson = configJson;
        this.tensors = tensors;
        this.infos = tensors.values().stream().map(StoredTensor::info).toList();
        this.companions = companions;
        this.lineage = lineage;
        this.byteSize = byteSize;
        this.quantised = !ElementTypes.dominant(infos).isFloat();
        this.ggufVocabulary = ggufVocabulary;
    }

    /**
     * The tensor found for {@code place}, checked.
     *
     * @throws SundogException (data, {@code tensor-missing} or {@code tensor-shape})
     */
    static TensorInfo check(TensorPlace place, Optional<TensorInfo> found, String name, Path path) {
        return check(place.shape(), found, name, path);
    }

    /** The same for a file that stores another shape than callers see. */
    static TensorInfo check(
            List<Long> expected, Optional<TensorInfo> found, String name, Path path) {
        TensorInfo info =
                found.orElseThrow(
                        () ->
                                SundogException.data(
                                        "tensor-missing",
                                        ("%s: tensor %s is missing, expected with shape %s by the"
                                             + " configuration; the file is incomplete or the"
                                             + " configuration is another model's")
                                                .formatted(path, name, expected)));
        if (!info.shape().equals(expected)) {
            throw SundogException.data(
                    "tensor-shape",
                    ("%s: tensor %s has shape %s, expected %s by the configuration; use the"
                                    + " configuration that belongs to these weights")
                            .formatted(path, name, info.shape(), expected));
        }
        return info;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ObjectNode configJson() {
        return configJson.deepCopy();
    }

    @Override
    public List<TensorInfo> tensors() {
        return infos;
    }

    @Override
    public boolean isQuantised() {
        return quantised;
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(tensors.get(name)).map(StoredTensor::info);
    }

    @Override
    public TensorInfo tensor(String name) {
        return mapped(name).info();
    }

    @Override
    public MemorySegment row(TensorInfo tensor, long row) {
        return mapped(tensor.name()).row(row);
    }

    @Override
    public Optional<FileRegion> stored(TensorInfo tensor) {
        return mapped(tensor.name()).region();
    }

    @Override
    public void readRows(
            TensorInfo tensor, long firstRow, int rowCount, float[] target, int offset) {
        mapped(tensor.name()).readRows(firstRow, rowCount, target, offset);
    }

    private StoredTensor mapped(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw SundogException.data(
                    "tensor-missing",
                    "%s: there is no tensor %s; inspect --tensors lists those it has"
                            .formatted(path, name));
        }
        return tensor;
    }

    @Override
    public Optional<byte[]> companion(String fileName) {
        return companions.find(fileName);
    }

    @Override
    public Tokenizer openTokenizer() {
        return companions.openTokenizer().orElseGet(Checkpoint.super::openTokenizer);
    }

    @Override
    public Map<String, Object> ggufVocabulary() {
        return ggufVocabulary;
    }

    @Override
    public List<LayerOrigin> lineage() {
        return lineage.apply(config);
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void close() {
        arena.close();
    }
}
