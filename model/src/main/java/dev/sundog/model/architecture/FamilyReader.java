package dev.sundog.model.architecture;

import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Key;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.ArchitectureDescription.Size;
import dev.sundog.model.architecture.ArchitectureDescription.TensorTemplate;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads an {@link ArchitectureDescription} from its JSON resource, where a weight and its bias are
 * one entry and what is usual need not be said.
 */
final class FamilyReader {
    private FamilyReader() {}

    /**
     * @param resource its name, for errors
     * @throws IllegalStateException if the resource has a mistake
     */
    static ArchitectureDescription read(JsonNode json, String resource) {
        FamilyNode family =
                new FamilyNode(
                        json,
                        resource,
                        "name",
                        "modelTypes",
                        "modelClasses",
                        "prefixes",
                        "block",
                        "gguf",
                        "demands",
                        "keys",
                        "layers",
                        "tensors");
        return new ArchitectureDescription(
                family.text("name"),
                family.texts("modelTypes", List.of()),
                family.texts("modelClasses", List.of()),
                family.texts("prefixes", List.of("")),
                block(family),
                gguf(family),
                family.values("demands"),
                family.byConstant(
                        "keys",
                        Field.class,
                        FamilyReader::key,
                        "key",
                        "other",
                        "value",
                        "timesHidden"),
                layers(family),
                tensors(family));
    }

    private static BlockDescription block(FamilyNode family) {
        FamilyNode block =
                family.child(
                        "block",
                        "norm",
                        "normOffset",
                        "activationKey",
                        "activations",
                        "scaledEmbedding");
        return new BlockDescription(
                block.constant("norm", BlockDescription.Norm.class, BlockDescription.Norm.RMS),
                block.whole("normOffset"),
                block.text("activationKey", "hidden_act"),
                block.texts("activations", List.of("silu")),
                block.flag("scaledEmbedding"));
    }

    private static GgufRules gguf(FamilyNode family) {
        FamilyNode gguf =
                family.child(
                        "gguf",
                        "architecture",
                        "when",
                        "ropeScalings",
                        "implied",
                        "windows",
                        "windowLayerCount",
                        "wideScaleLayers");
        return new GgufRules(
                gguf.text("architecture"),
                gguf.text("when", ""),
                gguf.texts("ropeScalings", List.of()),
                gguf.values("implied"),
                gguf.text("windows", "ignored"),
                gguf.whole("windowLayerCount"),
                gguf.whole("wideScaleLayers"));
    }

    private static Key key(FamilyNode key) {
        return new Key(
                key.text("key"),
                key.text("other", ""),
                key.value("value"),
                key.whole("timesHidden"));
    }

    private static LayerRules layers(FamilyNode family) {
        FamilyNode layers = family.child("layers", "window", "rotation", "experts");
        FamilyNode window =
                layers.child(
                        "window",
                        "layers",
                        "types",
                        "interval",
                        "every",
                        "enabledBy",
                        "from",
                        "below");
        FamilyNode rotation = layers.child("rotation", "list", "interval", "every", "windowed");
        FamilyNode experts = layers.child("experts", "layers", "step", "dense");
        return new LayerRules(
                new LayerRules.Window(
                        window.text("layers", ""),
                        window.text("types", ""),
                        window.text("interval", ""),
                        window.whole("every"),
                        window.text("enabledBy", ""),
                        window.text("from", ""),
                        window.text("below", "")),
                new LayerRules.RotationRule(
                        rotation.text("list", ""),
                        rotation.text("interval", ""),
                        rotation.whole("every"),
                        rotation.text("windowed", "")),
                new LayerRules.Experts(
                        experts.text("layers", ""),
                        experts.text("step", ""),
                        experts.text("dense", "")));
    }

    private static List<TensorTemplate> tensors(FamilyNode family) {
        return family.children(
                        "tensors", "role", "huggingFace", "gguf", "shape", "when", "bias", "layout")
                .flatMap(entry -> templates(entry).stream())
                .toList();
    }

    /** A weight, and its bias if there can be one. */
    private static List<TensorTemplate> templates(FamilyNode entry) {
        String huggingFace = entry.text("huggingFace");
        TensorTemplate weight =
                new TensorTemplate(
                        entry.constant("role", TensorRole.class),
                        false,
                        huggingFace + ".weight",
                        entry.text("gguf") + ".weight",
                        entry.constants("shape", Size.class),
                        entry.constant("when", Presence.class, Presence.ALWAYS),
                        entry.constant("layout", Layout.class, Layout.PLAIN));
        List<TensorTemplate> templates = new ArrayList<>();
        templates.add(weight);
        if (entry.has("bias")) {
            Layout layout = weight.layout();
            templates.add(
                    new TensorTemplate(
                            weight.role(),
                            true,
                            huggingFace + ".bias",
                            entry.text("gguf") + ".bias",
                            weight.shape().subList(0, 1),
                            presenceOfBias(entry.text("bias"), weight),
                            layout == Layout.TRANSPOSED ? Layout.PLAIN : layout));
        }
        return templates;
    }

    private static Presence presenceOfBias(String bias, TensorTemplate weight) {
        return switch (bias) {
            case "always" -> weight.presence();
            case "attentionBias" -> Presence.ATTENTION_BIAS;
            case "mlpBias" -> Presence.MLP_BIAS;
            default ->
                    throw new IllegalStateException("bias " + bias + " of " + weight.huggingFace());
        };
    }
}
