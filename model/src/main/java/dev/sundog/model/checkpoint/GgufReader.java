package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Opens a GGUF file. */
final class GgufReader {
    private GgufReader() {}

    static Checkpoint open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            GgufFile file = GgufFile.open(path, arena);
            if (!(file.metadata().get("general.architecture") instanceof String architecture)) {
                throw SundogException.data(
                        "gguf-metadata",
                        path
                                + ": general.architecture is missing, expected a string that names"
                                + " the family; use a model file");
            }
            ArchitectureDescription description =
                    Architectures.ofGguf(architecture, path.toString());
            ObjectNode configJson = GgufConfiguration.toConfigJson(file, description);
            ModelConfig config = ConfigurationReader.read(configJson, path.toString());
            GgufCompanions companions = new GgufCompanions(path, file.metadata());
            return new MappedCheckpoint(
                    path,
                    arena,
                    config,
                    configJson,
                    tensors(file, description, config),
                    companions::find,
                    found -> lineage(file, found),
                    file.file().size());
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private static SequencedMap<String, MappedTensor> tensors(
            GgufFile file, ArchitectureDescription description, ModelConfig config) {
        SequencedMap<String, MappedTensor> tensors = new LinkedHashMap<>();
        RowOrder rotary = new RowOrder(config.headSize());
        description.visit(
                config,
                place -> {
                    Optional<GgufFile.Entry> found =
                            Optional.ofNullable(file.entries().get(place.gguf()));
                    TensorInfo info =
                            MappedCheckpoint.check(
                                    place,
                                    found.map(
                                            entry ->
                                                    new TensorInfo(
                                                            place.huggingFace(),
                                                            entry.type(),
                                                            entry.shape())),
                                    place.gguf(),
                                    file.file().path());
                    boolean vector = info.shape().size() == 1;
                    if (place.rotary() && vector && info.type().isQuantised()) {
                        throw SundogException.data(
                                "tensor-type",
                                "%s: tensor %s has type %s, expected F32, F16 or BF16 for a bias"
                                        .formatted(file.file().path(), place.gguf(), info.type()));
                    }
                    tensors.put(
                            place.huggingFace(),
                            new MappedTensor(
                                    info,
                                    file.file(),
                                    found.orElseThrow().bytes(),
                                    place.rotary() ? rotary : RowOrder.SAME));
                });
        return tensors;
    }

    private static List<LayerOrigin> lineage(GgufFile file, ModelConfig config) {
        Map<String, Object> metadata = file.metadata();
        Path path = file.file().path();
        if (metadata.get(Lineage.GGUF_KEY) instanceof String json) {
            ObjectNode wrapped =
                    JsonDocument.parse(
                            ("{\"lineage\":" + json + "}").getBytes(StandardCharsets.UTF_8),
                            path + ": " + Lineage.GGUF_KEY);
            return Lineage.fromJson(
                    wrapped.path(Lineage.MANIFEST_KEY), config.layerCount(), path.toString());
        }
        return Lineage.identity(path, config.layerCount());
    }
}
