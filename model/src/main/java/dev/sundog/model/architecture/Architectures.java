package dev.sundog.model.architecture;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The model families that are known, each a JSON resource of this package. Thread-safe. */
public final class Architectures {
    private static final List<ArchitectureDescription> KNOWN =
            Stream.of(
                            "llama",
                            "mixtral",
                            "mistral",
                            "qwen2",
                            "qwen3",
                            "qwen2moe",
                            "qwen3moe",
                            "smollm3",
                            "gemma2",
                            "gemma3",
                            "phi3",
                            "olmo2",
                            "granite",
                            "exaone",
                            "exaone4",
                            "gpt2",
                            "bert",
                            "distilbert",
                            "xlm-roberta")
                    .map(Architectures::load)
                    .toList();

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

    /** The family that a {@code model_type} names, if it is known. */
    public static Optional<ArchitectureDescription> find(String modelType) {
        return KNOWN.stream()
                .filter(description -> description.modelTypes().contains(modelType))
                .findFirst();
    }

    /**
     * The family that {@code config.json} names.
     *
     * @throws SundogException (data, {@code unknown-architecture}) with the known ones
     */
    public static ArchitectureDescription ofModelType(String modelType, String origin) {
        return find(modelType)
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
     * The family that a GGUF file means. Of several that share an architecture, the first whose
     * mark is there.
     *
     * @param tensors whether the file has a tensor of that name
     * @throws SundogException (data, {@code unknown-architecture}) with the known ones
     */
    public static ArchitectureDescription ofGguf(
            String architecture,
            Map<String, Object> metadata,
            Predicate<String> tensors,
            String origin) {
        List<ArchitectureDescription> candidates =
                KNOWN.stream()
                        .filter(known -> known.gguf().architecture().equals(architecture))
                        .toList();
        return candidates.stream()
                .filter(known -> !known.gguf().when().isEmpty())
                .filter(known -> marked(known.gguf(), metadata, tensors))
                .findFirst()
                .or(
                        () ->
                                candidates.stream()
                                        .filter(known -> known.gguf().when().isEmpty())
                                        .findFirst())
                .orElseThrow(
                        () ->
                                unknown(
                                        origin,
                                        "general.architecture",
                                        architecture,
                                        KNOWN.stream()
                                                .map(known -> known.gguf().architecture())
                                                .distinct()
                                                .collect(Collectors.joining(", "))));
    }

    private static boolean marked(
            GgufRules rules, Map<String, Object> metadata, Predicate<String> tensors) {
        return rules.when().startsWith("!")
                ? !tensors.test(rules.when().substring(1))
                : metadata.get(rules.key(rules.when())) instanceof Long number && number > 0;
    }

    private static SundogException unknown(String origin, String key, String found, String known) {
        String shown = found.length() > 80 ? found.substring(0, 80) + "…" : found;
        return SundogException.data(
                "unknown-architecture",
                "%s: %s is '%s', expected one of: %s; use a model of one of these families"
                        .formatted(origin, key, shown, known));
    }

    private static ArchitectureDescription load(String family) {
        String resource = family + ".json";
        try (InputStream in = Architectures.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            return FamilyReader.read(JsonMapper.shared().readTree(in), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
