package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizers;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/** Opens a Hugging Face directory. */
final class HuggingFaceReader {
    static final String CONFIG = "config.json";
    static final String GENERATION_CONFIG = "generation_config.json";
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    static final String MANIFEST = "manifest.json";
    static final String SENTENCE_PIECES = "tokenizer.model";

    /** Where a tensor of the files is. */
    private record Place(SafetensorsFile file, SafetensorsFile.Entry entry) {}

    private HuggingFaceReader() {}

    static Checkpoint open(Path directory) {
        ObjectNode configJson = JsonDocument.read(directory.resolve(CONFIG));
        ModelConfig config =
                GenerationEnds.include(
                        ConfigurationReader.read(configJson, directory.resolve(CONFIG).toString()),
                        companion(directory, GENERATION_CONFIG),
                        directory.resolve(GENERATION_CONFIG).toString());
        Arena arena = Arena.ofShared();
        try {
            Map<String, Place> stored = new LinkedHashMap<>();
            long bytes = 0;
            for (SafetensorsFile file : files(directory, arena)) {
                bytes += file.file().size();
                for (Map.Entry<String, SafetensorsFile.Entry> entry : file.entries().entrySet()) {
                    if (stored.put(entry.getKey(), new Place(file, entry.getValue())) != null) {
                        throw SundogException.data(
                                "safetensors-invalid",
                                "%s: tensor %s is in another shard too; keep one of them"
                                        .formatted(file.file().path(), entry.getKey()));
                    }
                }
            }
            return new MappedCheckpoint(
                    directory,
                    arena,
                    config,
                    configJson,
                    tensors(directory, config, stored),
                    name -> companion(directory, name),
                    found -> lineage(directory, found),
                    bytes);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private static SequencedMap<String, MappedTensor> tensors(
            Path directory, ModelConfig config, Map<String, Place> stored) {
        SequencedMap<String, MappedTensor> tensors = new LinkedHashMap<>();
        Architectures.named(config.family())
                .visit(
                        config,
                        wanted -> {
                            String name = wanted.huggingFace();
                            Optional<Place> found = Optional.ofNullable(stored.get(name));
                            TensorInfo info =
                                    MappedCheckpoint.check(
                                            wanted,
                                            found.map(place -> info(name, place)),
                                            name,
                                            found.map(place -> place.file().file().path())
                                                    .orElse(directory));
                            Place place = found.orElseThrow();
                            tensors.put(
                                    name,
                                    new MappedTensor(
                                            info,
                                            place.file().file(),
                                            place.entry().bytes(),
                                            RowOrder.SAME));
                        });
        return tensors;
    }

    private static TensorInfo info(String name, Place place) {
        ElementType type =
                switch (place.entry().dtype()) {
                    case "F32" -> ElementType.F32;
                    case "F16" -> ElementType.F16;
                    case "BF16" -> ElementType.BF16;
                    default ->
                            throw SundogException.data(
                                    "tensor-type",
                                    ("%s: tensor %s has dtype %s, expected F32, F16 or BF16;"
                                                    + " convert the weights to one of these")
                                            .formatted(
                                                    place.file().file().path(),
                                                    name,
                                                    place.entry().dtype()));
                };
        return new TensorInfo(name, type, place.entry().shape());
    }

    private static List<SafetensorsFile> files(Path directory, Arena arena) {
        Path single = directory.resolve(SINGLE);
        Path index = directory.resolve(INDEX);
        if (Files.exists(single)) {
            return List.of(SafetensorsFile.open(single, arena));
        }
        if (!Files.exists(index)) {
            throw SundogException.data(
                    "weights-missing",
                    ("%s: expected %s or %s, found neither; only safetensors are read, save the"
                                    + " model in that format")
                            .formatted(directory, SINGLE, INDEX));
        }
        Map<String, String> shardOf = shards(JsonDocument.read(index), index);
        Map<String, SafetensorsFile> opened = new LinkedHashMap<>();
        for (String shard : new TreeSet<>(shardOf.values())) {
            Path path = directory.resolve(shard);
            if (!Files.exists(path)) {
                throw SundogException.data(
                        "safetensors-shard-missing",
                        "%s names the shard %s, which is missing; fetch it into %s"
                                .formatted(index, shard, directory));
            }
            opened.put(shard, SafetensorsFile.open(path, arena));
        }
        shardOf.forEach(
                (tensor, shard) -> {
                    SafetensorsFile file = opened.get(shard);
                    if (file == null || !file.entries().containsKey(tensor)) {
                        throw SundogException.data(
                                "tensor-missing",
                                "%s: tensor %s is missing, %s says it is there; fetch both again"
                                        .formatted(directory.resolve(shard), tensor, index));
                    }
                });
        return List.copyOf(opened.values());
    }

    private static Map<String, String> shards(ObjectNode index, Path path) {
        JsonNode map = index.path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw SundogException.data(
                    "safetensors-index",
                    path + ": weight_map is missing or empty; fetch the index again");
        }
        Map<String, String> shardOf = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().isString() ? entry.getValue().stringValue() : "";
            if (!shard.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors")) {
                throw SundogException.data(
                        "safetensors-index",
                        "%s: weight_map.%s is %s, expected the name of a .safetensors file"
                                .formatted(path, entry.getKey(), entry.getValue()));
            }
            shardOf.put(entry.getKey(), shard);
        }
        return shardOf;
    }

    private static Optional<byte[]> companion(Path directory, String fileName) {
        Path path = directory.resolve(fileName);
        if (Files.isRegularFile(path)) {
            return Optional.of(JsonDocument.readBytes(path));
        }
        Path pieces = directory.resolve(SENTENCE_PIECES);
        boolean derived =
                (fileName.equals("tokenizer.json") || fileName.equals("tokenizer_config.json"))
                        && Files.isRegularFile(pieces);
        return derived
                ? Optional.ofNullable(
                        Tokenizers.fromSentencePiece(
                                        JsonDocument.readBytes(pieces),
                                        fileName.equals("tokenizer.json")
                                                ? stored(directory, "tokenizer_config.json")
                                                : Optional.empty(),
                                        pieces.toString())
                                .get(fileName))
                : Optional.empty();
    }

    private static Optional<byte[]> stored(Path directory, String fileName) {
        Path path = directory.resolve(fileName);
        return Files.isRegularFile(path)
                ? Optional.of(JsonDocument.readBytes(path))
                : Optional.empty();
    }

    private static List<LayerOrigin> lineage(Path directory, ModelConfig config) {
        Optional<byte[]> manifest = companion(directory, MANIFEST);
        if (manifest.isPresent()) {
            String origin = directory.resolve(MANIFEST).toString();
            JsonNode lineage =
                    JsonDocument.parse(manifest.get(), origin).path(Lineage.MANIFEST_KEY);
            if (lineage.isArray()) {
                return Lineage.fromJson(lineage, config.layerCount(), origin);
            }
        }
        return Lineage.identity(directory, config.layerCount());
    }
}
