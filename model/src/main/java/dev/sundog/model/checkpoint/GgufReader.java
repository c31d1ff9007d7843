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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                    Architectures.ofGguf(
                            architecture,
                            file.metadata(),
                            file.entries()::containsKey,
                            path.toString());
            ObjectNode configJson = GgufConfigurationReader.read(GgufFacts.of(file), description);
            ModelConfig config = ConfigurationReader.read(configJson, path.toString());
            GgufCompanions companions = new GgufCompanions(path, file.metadata());
            return new MappedCheckpoint(
                    path,
                    arena,
                    config,
                    configJson,
                    tensors(file, config),
                    companions,
                    found -> lineage(file, found),
                    file.file().size(),
                    vocabulary(file.metadata()));
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private static Map<String, Object> vocabulary(Map<String, Object> metadata) {
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        metadata.forEach(
                (key, value) -> {
                    boolean nested = value instanceof Object[] && !(value instanceof String[]);
                    if (key.startsWith("tokenizer.") && !nested) {
                        vocabulary.put(key, value);
                    }
                });
        return Collections.unmodifiableMap(vocabulary);
    }

    private static SequencedMap<String, StoredTensor> tensors(GgufFile file, ModelConfig config) {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        ArchitectureDescription family = Architectures.named(config.family());
        family.visit(
                config,
                place ->
                        tensors.put(
                                place.huggingFace(),
                                GgufLayouts.open(file, family, config, place)));
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
