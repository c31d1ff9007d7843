package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.LayerRules.Experts;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Keeps a {@code config.json} true when a model's layers are taken in another order or more than
 * once: whatever it says layer by layer (windows, layers that do not rotate, layers without
 * experts) is said of the new layers, each being what the layer it came from was. Intervals become
 * lists, since a copied layer breaks the interval but not its own kind. Stateless.
 */
public final class LayerPatterns {
    private LayerPatterns() {}

    /**
     * Rewrites {@code json}.
     *
     * @param json what {@code config} was read from
     * @param sources layer of the old model that each new one is
     * @throws SundogException (user, {@code layer-plan}) if the family's configuration cannot say
     *     what the new layers are
     */
    public static void remap(ObjectNode json, ModelConfig config, List<Integer> sources) {
        ArchitectureDescription family = Architectures.named(config.family());
        LayerRules rules = family.layers();
        json.put(family.key(Field.LAYER_COUNT).key(), sources.size());
        boolean mixed = config.kinds().size() > 1;
        String types = rules.window().types().isEmpty() ? "layer_types" : rules.window().types();
        remapList(json, types, config.layerCount(), sources);
        if (mixed && !rules.window().types().isEmpty() && !json.path(types).isArray()) {
            ArrayNode list = json.putArray(types);
            for (int source : sources) {
                boolean window = config.kind(source).window() > 0;
                list.add(window ? "sliding_attention" : "full_attention");
            }
        }
        String rotating = rules.rotation().list();
        if (!rotating.isEmpty()) {
            ArrayNode list = json.putArray(rotating);
            for (int source : sources) {
                list.add(config.kind(source).rotation() == Rotation.NONE ? 0 : 1);
            }
        }
        if (rules.experts().layers().equals("some")) {
            putExperts(json, rules.experts(), sources, layer -> config.kind(layer).experts());
        }
        ModelConfig read = ConfigurationReader.read(json, "config.json");
        if (!sameKinds(read, config, sources)) {
            throw SundogException.user(
                    "layer-plan",
                    ("the configuration of %s cannot say which of these layers see a window, rotate"
                                    + " or have experts; choose layers that keep the pattern")
                            .formatted(family.name()));
        }
    }

    private static boolean sameKinds(ModelConfig read, ModelConfig config, List<Integer> sources) {
        for (int layer = 0; layer < sources.size(); layer++) {
            if (!read.kind(layer).equals(config.kind(sources.get(layer)))) {
                return false;
            }
        }
        return true;
    }

    private static void remapList(
            ObjectNode json, String key, int oldLength, List<Integer> sources) {
        JsonNode old = json.path(key);
        if (old.isArray() && old.size() == oldLength) {
            ArrayNode list = json.putArray(key);
            sources.forEach(source -> list.add(old.path(source)));
        }
    }

    private static void putExperts(
            ObjectNode json, Experts rule, List<Integer> sources, IntPredicate hasExperts) {
        json.put(rule.step(), 1);
        ArrayNode dense = json.putArray(rule.dense());
        for (int layer = 0; layer < sources.size(); layer++) {
            if (!hasExperts.test(sources.get(layer))) {
                dense.add(layer);
            }
        }
    }
}
