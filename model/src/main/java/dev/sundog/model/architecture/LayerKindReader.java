package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.LayerRules.Experts;
import dev.sundog.model.architecture.LayerRules.RotationRule;
import dev.sundog.model.architecture.LayerRules.Window;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds out what each layer is, by the {@link LayerRules} of the family. */
final class LayerKindReader {
    /** Far above any model, far below what would exhaust memory. */
    private static final int MOST_LAYERS = 100_000;

    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    private final ConfigurationValues values;
    private final LayerRules rules;
    private final int layerCount;
    private final int windowSize;

    LayerKindReader(
            ConfigurationValues values, ArchitectureDescription description, int layerCount) {
        this.values = values;
        this.rules = description.layers();
        this.layerCount = layerCount;
        this.windowSize = values.size(Field.SLIDING_WINDOW).orElse(0);
    }

    List<LayerKind> read() {
        boolean windows = windowed();
        boolean mixed =
                windows && !rules.window().layers().equals("all")
                        || rules.rotation().every() > 0
                        || rules.experts().layers().equals("some");
        if (!mixed) {
            boolean experts = rules.experts().layers().equals("all");
            return List.of(new LayerKind(windows ? windowSize : 0, Rotation.GLOBAL, experts));
        }
        if (layerCount > MOST_LAYERS) {
            throw values.wrong(
                    "num_hidden_layers",
                    values.node("num_hidden_layers"),
                    "at most " + MOST_LAYERS + " layers that differ");
        }
        boolean[] seesWindow = windows ? windowPattern() : new boolean[layerCount];
        boolean[] rotates = rotationPattern();
        boolean[] hasExperts = expertPattern();
        List<LayerKind> kinds = new ArrayList<>();
        for (int layer = 0; layer < layerCount; layer++) {
            kinds.add(
                    new LayerKind(
                            seesWindow[layer] ? windowSize : 0,
                            rotation(rotates[layer], seesWindow[layer], windows),
                            hasExperts[layer]));
        }
        return kinds.stream().distinct().count() == 1 ? kinds.subList(0, 1) : kinds;
    }

    private Rotation rotation(boolean rotates, boolean seesWindow, boolean windows) {
        return switch (rules.rotation().windowed()) {
            case "local" -> seesWindow ? Rotation.LOCAL : Rotation.GLOBAL;
            case "only" -> seesWindow || !windows ? Rotation.GLOBAL : Rotation.NONE;
            default -> rotates ? Rotation.GLOBAL : Rotation.NONE;
        };
    }

    private boolean windowed() {
        Window rule = rules.window();
        boolean enabled =
                rule.enabledBy().isEmpty()
                        || values.flag(values.node(rule.enabledBy()), rule.enabledBy());
        return !rule.layers().isEmpty() && windowSize > 0 && enabled;
    }

    private boolean[] windowPattern() {
        Window rule = rules.window();
        boolean[] pattern = new boolean[layerCount];
        if (!rule.types().isEmpty() && values.node(rule.types()).isArray()) {
            readTypes(values.node(rule.types()), rule.types(), pattern);
            return pattern;
        }
        JsonNode interval = values.node(rule.interval());
        if (interval.isString()) {
            String letters = interval.stringValue();
            if (!letters.matches("[LG]+")) {
                throw values.wrong(rule.interval(), interval, "letters L and G");
            }
            for (int layer = 0; layer < layerCount; layer++) {
                pattern[layer] = letters.charAt(layer % letters.length()) == 'L';
            }
            return pattern;
        }
        int every = values.size(interval, rule.interval()).orElse(rule.every());
        int from = values.size(values.node(rule.from()), rule.from()).orElse(0);
        int below = values.size(values.node(rule.below()), rule.below()).orElse(layerCount);
        for (int layer = 0; layer < layerCount; layer++) {
            boolean full = every > 0 && (layer + 1) % every == 0;
            pattern[layer] = !full && layer >= from && layer < below;
        }
        return pattern;
    }

    private void readTypes(JsonNode types, String key, boolean[] pattern) {
        if (types.size() != layerCount) {
            throw values.wrong(key, types, layerCount + " names, one a layer");
        }
        for (int layer = 0; layer < layerCount; layer++) {
            String type = types.path(layer).asString("");
            if (!type.equals(SLIDING) && !type.equals(FULL)) {
                throw values.wrong(key, types.path(layer), SLIDING + " or " + FULL);
            }
            pattern[layer] = type.equals(SLIDING);
        }
    }

    private boolean[] rotationPattern() {
        RotationRule rule = rules.rotation();
        boolean[] pattern = new boolean[layerCount];
        JsonNode list = values.node(rule.list());
        if (!rule.list().isEmpty() && list.isArray()) {
            if (list.size() < layerCount) {
                throw values.wrong(rule.list(), list, layerCount + " numbers, one a layer");
            }
            for (int layer = 0; layer < layerCount; layer++) {
                pattern[layer] = list.path(layer).asInt(0) != 0;
            }
            return pattern;
        }
        int every = values.size(values.node(rule.interval()), rule.interval()).orElse(rule.every());
        for (int layer = 0; layer < layerCount; layer++) {
            pattern[layer] = every <= 0 || (layer + 1) % every != 0;
        }
        return pattern;
    }

    private boolean[] expertPattern() {
        Experts rule = rules.experts();
        boolean[] pattern = new boolean[layerCount];
        if (rule.layers().isEmpty()) {
            return pattern;
        }
        int step = values.size(values.node(rule.step()), rule.step()).orElse(1);
        Set<Integer> dense = new HashSet<>();
        JsonNode list = values.node(rule.dense());
        if (!ConfigurationValues.absent(list) && !list.isArray()) {
            throw values.wrong(rule.dense(), list, "a list of layers");
        }
        for (JsonNode layer : list) {
            dense.add(layer.asInt(-1));
        }
        int count = values.size(Field.EXPERT_COUNT).orElse(0);
        for (int layer = 0; layer < layerCount; layer++) {
            pattern[layer] =
                    count > 0 && !dense.contains(layer) && step > 0 && (layer + 1) % step == 0;
        }
        return pattern;
    }
}
