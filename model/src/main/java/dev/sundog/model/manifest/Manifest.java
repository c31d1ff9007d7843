package dev.sundog.model.manifest;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What made a directory: {@code manifest.json}, written last, so that its existence means the
 * directory is complete. The nodes inside are not to be changed; otherwise immutable.
 *
 * @param kind what was done, e.g. {@code convert}, {@code upscale}, {@code pretrain}
 * @param toolVersion version of Sundog
 * @param config the resolved configuration
 * @param inputs SHA-256 of every input file by its name
 * @param seed the seed, if chance was involved
 * @param metrics what was measured
 * @param lineage for a model, where each layer came from ({@code layer, from, fromLayer}); empty
 *     otherwise
 */
public record Manifest(
        String kind,
        String toolVersion,
        ObjectNode config,
        Map<String, String> inputs,
        OptionalLong seed,
        ObjectNode metrics,
        ArrayNode lineage) {
    /** Name of the file. */
    public static final String FILE_NAME = "manifest.json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Manifest {
        inputs = Map.copyOf(inputs);
    }

    /** A manifest by this version of Sundog, without seed, metrics and lineage. */
    public static Manifest of(String kind, ObjectNode config, Map<String, String> inputs) {
        return new Manifest(
                kind,
                ToolVersion.current(),
                config,
                inputs,
                OptionalLong.empty(),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.arrayNode());
    }

    public Manifest withSeed(long value) {
        return new Manifest(
                kind, toolVersion, config, inputs, OptionalLong.of(value), metrics, lineage);
    }

    public Manifest withMetrics(ObjectNode values) {
        return new Manifest(kind, toolVersion, config, inputs, seed, values, lineage);
    }

    public Manifest withLineage(ArrayNode origins) {
        return new Manifest(kind, toolVersion, config, inputs, seed, metrics, origins);
    }

    /** Whether {@code directory} is complete. */
    public static boolean exists(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE_NAME));
    }

    /** As JSON; inputs sorted by name. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", kind);
        json.put("toolVersion", toolVersion);
        json.set("config", config);
        ObjectNode digests = json.putObject("inputs");
        inputs.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> digests.put(entry.getKey(), entry.getValue()));
        seed.ifPresent(value -> json.put("seed", value));
        json.set("metrics", metrics);
        if (!lineage.isEmpty()) {
            json.set("lineage", lineage);
        }
        return json;
    }

    /**
     * Writes the file at once.
     *
     * @throws SundogException (resource, {@code write-failed})
     */
    public void write(Path directory) {
        Path temporary = directory.resolve("." + FILE_NAME + ".partial");
        try {
            Files.write(temporary, MAPPER.writeValueAsBytes(toJson()));
            Files.move(
                    temporary,
                    directory.resolve(FILE_NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            boolean full = String.valueOf(e.getMessage()).contains("No space left");
            throw SundogException.resource(
                    full ? "disk-full" : "write-failed",
                    "%s cannot be written (%s); make room or check the permissions"
                            .formatted(directory.resolve(FILE_NAME), e.getMessage()),
                    e);
        }
    }

    /**
     * The manifest of a directory, if it has one.
     *
     * @throws SundogException (data, {@code manifest-invalid}) if it cannot be understood
     */
    public static Optional<Manifest> read(Path directory) {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(fromJson(MAPPER.readTree(Files.readAllBytes(file)), file));
        } catch (IOException | JacksonException e) {
            throw invalid(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static Manifest fromJson(JsonNode json, Path file) {
        Map<String, String> inputs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("inputs").properties()) {
            inputs.put(entry.getKey(), entry.getValue().asString());
        }
        JsonNode seed = json.path("seed");
        return new Manifest(
                text(json, "kind", file),
                text(json, "toolVersion", file),
                object(json.path("config")),
                inputs,
                seed.isIntegralNumber() ? OptionalLong.of(seed.longValue()) : OptionalLong.empty(),
                object(json.path("metrics")),
                json.path("lineage") instanceof ArrayNode lineage
                        ? lineage
                        : JsonNodeFactory.instance.arrayNode());
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    private static String text(JsonNode json, String key, Path file) {
        if (!json.path(key).isString()) {
            throw invalid(file, key + " is missing, expected a string");
        }
        return json.path(key).stringValue();
    }

    private static SundogException invalid(Path file, String what) {
        return SundogException.data(
                "manifest-invalid", "%s: %s; make the directory again".formatted(file, what));
    }
}
