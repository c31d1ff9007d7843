package dev.sundog.model.architecture;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** The model families that are known, each a JSON resource of this package. Thread-safe. */
public final class Architectures {
    private static final List<ArchitectureDescription> KNOWN = List.of(load("llama.json"));

    private Architectures() {}

    /** All of them. */
    public static List<ArchitectureDescription> all() {
        return KNOWN;
    }

    /** The family of that name, as in {@link ModelConfig#family()}. */
    public static ArchitectureDescription named(String family) {
        return KNOWN.stream()
                .filter(description -> description.name().equals(family))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no architecture " + family));
    }

    /**
     * The family that {@code config.json} names.
     *
     * @throws SundogException (data, {@code unknown-architecture}) with the known ones
     */
    public static ArchitectureDescription ofModelType(String modelType, String origin) {
        return KNOWN.stream()
                .filter(description -> description.modelTypes().contains(modelType))
                .findFirst()
                .orElseThrow(
                        () ->
                                unknown(
                                        origin,
                                        "model_type",
                                        modelType,
                                        KNOWN.stream()
                                                .flatMap(known -> known.modelTypes().stream())
                                                .collect(Collectors.joining(", "))));
    }

    /**
     * The family that a GGUF file names.
     *
     * @throws SundogException (data, {@code unknown-architecture}) with the known ones
     */
    public static ArchitectureDescription ofGguf(String architecture, String origin) {
        return KNOWN.stream()
                .filter(description -> description.ggufArchitecture().equals(architecture))
                .findFirst()
                .orElseThrow(
                        () ->
                                unknown(
                                        origin,
                                        "general.architecture",
                                        architecture,
                                        KNOWN.stream()
                                                .map(ArchitectureDescription::ggufArchitecture)
                                                .collect(Collectors.joining(", "))));
    }

    private static SundogException unknown(String origin, String key, String found, String known) {
        String shown = found.length() > 80 ? found.substring(0, 80) + "…" : found;
        return SundogException.data(
                "unknown-architecture",
                "%s: %s is '%s', expected one of: %s; use a model of one of these families"
                        .formatted(origin, key, shown, known));
    }

    private static ArchitectureDescription load(String resource) {
        try (InputStream in = Architectures.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(in, ArchitectureDescription.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
