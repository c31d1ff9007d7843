package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Key;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.ArchitectureDescription.Size;
import dev.sundog.model.architecture.ArchitectureDescription.TensorTemplate;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The JSON form of an {@link ArchitectureDescription}: a weight and its bias are one entry, and
 * what is usual need not be said.
 */
record FamilyResource(
        String name,
        List<String> modelTypes,
        List<String> modelClasses,
        List<String> prefixes,
        BlockDescription block,
        GgufRules gguf,
        Map<String, JsonNode> demands,
        Map<Field, Key> keys,
        LayerRules layers,
        List<Entry> tensors) {
    FamilyResource {
        prefixes = Objects.requireNonNullElse(prefixes, List.of(""));
        demands = Objects.requireNonNullElse(demands, Map.of());
    }

    /**
     * A weight, and its bias if there can be one.
     *
     * @param when presence of the weight
     * @param bias presence of the bias; nothing if there never is one
     */
    record Entry(
            TensorRole role,
            String huggingFace,
            String gguf,
            List<Size> shape,
            Presence when,
            String bias,
            Layout layout) {
        Entry {
            when = Objects.requireNonNullElse(when, Presence.ALWAYS);
            bias = Objects.requireNonNullElse(bias, "");
            layout = Objects.requireNonNullElse(layout, Layout.PLAIN);
        }

        private List<TensorTemplate> templates() {
            List<TensorTemplate> templates = new ArrayList<>();
            templates.add(
                    new TensorTemplate(
                            role,
                            false,
                            huggingFace + ".weight",
                            gguf + ".weight",
                            shape,
                            when,
                            layout));
            if (!bias.isEmpty()) {
                Layout ofBias = layout == Layout.TRANSPOSED ? Layout.PLAIN : layout;
                templates.add(
                        new TensorTemplate(
                                role,
                                true,
                                huggingFace + ".bias",
                                gguf + ".bias",
                                shape.subList(0, 1),
                                presenceOfBias(),
                                ofBias));
            }
            return templates;
        }

        private Presence presenceOfBias() {
            return switch (bias) {
                case "always" -> when;
                case "attentionBias" -> Presence.ATTENTION_BIAS;
                case "mlpBias" -> Presence.MLP_BIAS;
                default -> throw new IllegalStateException("bias " + bias + " of " + huggingFace);
            };
        }
    }

    ArchitectureDescription description() {
        return new ArchitectureDescription(
                name,
                modelTypes,
                modelClasses,
                prefixes,
                block,
                gguf,
                demands,
                keys,
                Objects.requireNonNullElse(layers, LayerRules.NONE),
                tensors.stream().flatMap(entry -> entry.templates().stream()).toList());
    }
}
