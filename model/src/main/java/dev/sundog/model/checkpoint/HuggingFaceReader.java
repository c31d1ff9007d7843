package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.Layout;
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
        StoredQuantisation quantisation =
                StoredQuantisation.takenFrom(configJson, directory.resolve(CONFIG).toString());
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
                    tensors(directory, config, stored, quantisation),
                    name -> companion(directory, name),
                    found -> lineage(directory, found),
                    bytes,
                    Map.of());
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
    }

    private static SequencedMap<String, StoredTensor> tensors(
            Path directory,
            ModelConfig config,
            Map<String, Place> stored,
            StoredQuantisation quantisation) {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        ArchitectureDescription description = Architectures.named(config.family());
        description.visit(
                config,
                wanted -> {
                    String name = wanted.huggingFace();
                    Optional<Place> found = find(stored, name, description.prefixes());
                    boolean transposed = wanted.layout() == Layout.TRANSPOSED;
                    TensorInfo info =
                            MappedCheckpoint.check(
                                    transposed ? wanted.shape().reversed() : wanted.shape(),
                                    found.map(place -> info(name, place)),
                                    name,
                                    found.map(place -> place.file().file().path())
                                            .orElse(directory));
                    MappedTensor tensor =
                            quantisation.scaled(
                                    mapped(info, found.orElseThrow()),
                                    other -> find(other, stored));
                    tensors.put(
                            name,
                            transposed
                                    ? new TransposedTensor(
                                            new TensorInfo(name, info.type(), wanted.shape()),
                                            tensor)
                                    : tensor);
                });
        return tensors;
    }

    /** The tensor of that name, or of the name that other tools write. */
    private static Optional<Place> find(
            Map<String, Place> stored, String name, List<String> prefixes) {
        Optional<Place> found = Optional.ofNullable(stored.get(name));
        String usual = prefixes.getFirst();
        for (int i = 1; found.isEmpty() && i < prefixes.size(); i++) {
            if (name.startsWith(usual)) {
                String other = prefixes.get(i) + name.substring(usual.length());
                found = Optional.ofNullable(stored.get(other));
            }
        }
        return found;
    }

    private static MappedTensor mapped(TensorInfo info, Place place) {
        return new MappedTensor(info, place.file().file(), place.entry().bytes(), RowOrder.SAME);
    }

    /** A tensor by its name in the files; one number counts as a vector of one. */
    private static Optional<MappedTensor> find(String name, Map<String, Place> stored) {
        Place place = stored.get(name);
        if (place == null) {
            return Optional.empty();
        }
        TensorInfo info = info(name, place);
        List<Long> shape = info.shape().isEmpty() ? List.of(1L) : info.shape();
        return Optional.of(mapped(new TensorInfo(name, info.type(), shape), place));
    }

    private static TensorInfo info(String name, Place place) {
        ElementType type =
                StoredTypes.ofSafetensors(place.entry().dtype(), name, place.file().file().path());
        return new TensorInfo(name, type, place.entry().shape());
    }

    private static List<SafetensorsFile> files(Path directory, Arena arena) {
        Path single = directory.resolve(SINGLE);
        Path index = directory.resolve(INDEX);
        if (Files.exists(single)) {
            return List.of(SafetensorsFile.open(single, arena));
        }
        if (!Files.exists(index)) {
            PickledWeights.refuseIn(directory);
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
