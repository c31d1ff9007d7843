package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.GgufWriter.Part;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses to write a GGUF file that would not say what the model is: what a reader makes of the
 * metadata and tensors alone must be the same model.
 */
final class GgufExpressibility {
    private static final double TOLERANCE = 1e-5;

    private GgufExpressibility() {}

    /**
     * @throws SundogException (data, {@code gguf-inexpressible}) naming what cannot be said
     */
    static void require(
            ModelConfig config, ArchitectureDescription family, List<Part> parts, String origin) {
        GgufRope.requireExpressible(config, family, origin);
        int understood = family.gguf().windowLayerCount();
        boolean windows = config.kinds().stream().anyMatch(kind -> kind.window() > 0);
        if (windows && understood > 0 && config.layerCount() != understood) {
            throw refused(
                    origin,
                    family,
                    "sliding windows",
                    config.layerCount() + " layers; llama.cpp has them at " + understood + " only");
        }
        Map<String, Object> metadata = new HashMap<>(GgufConfiguration.toMetadata(config, family));
        Map<String, Part> byName = new HashMap<>();
        parts.forEach(part -> byName.put(part.name(), part));
        Map<String, float[]> vectors = GgufRope.tensors(config);
        GgufFacts facts =
                new GgufFacts(
                        origin,
                        metadata,
                        name ->
                                Optional.ofNullable(byName.get(name))
                                        .map(part -> part.tensor().shape()),
                        name -> Optional.ofNullable(vectors.get(name)));
        ArchitectureDescription seen =
                Architectures.ofGguf(
                        family.gguf().architecture(), metadata, byName::containsKey, origin);
        ObjectNode json = GgufConfigurationReader.make(facts, seen);
        compare(config, ConfigurationReader.read(json, origin), family, origin);
    }

    private static void compare(
            ModelConfig config, ModelConfig read, ArchitectureDescription family, String origin) {
        same(origin, family, "layers that differ", config.kinds(), read.kinds());
        same(
                origin,
                family,
                "experts",
                config.feedForward().experts(),
                read.feedForward().experts());
        same(
                origin,
                family,
                "attention scale",
                config.attention().scale(),
                read.attention().scale());
        same(
                origin,
                family,
                "attention soft cap",
                config.attention().softCap(),
                read.attention().softCap());
        same(
                origin,
                family,
                "logit soft cap",
                config.multipliers().logitSoftCap(),
                read.multipliers().logitSoftCap());
        same(
                origin,
                family,
                "embedding multiplier",
                config.multipliers().embedding(),
                read.multipliers().embedding());
        same(
                origin,
                family,
                "rotary size",
                config.positions().rotarySize(),
                read.positions().rotarySize());
        same(
                origin,
                family,
                "attention factor of the rope scaling",
                config.rope().attentionFactor(),
                read.rope().attentionFactor());
        double[] expected = frequencies(config);
        double[] found = frequencies(read);
        for (int i = 0; i < expected.length; i++) {
            same(origin, family, "rope frequency " + i, expected[i], found[i]);
        }
        same(
                origin,
                family,
                "local rope",
                config.positions().localRope().theta(),
                read.positions().localRope().theta());
    }

    private static double[] frequencies(ModelConfig config) {
        return config.positions().rotarySize() == 0
                ? new double[0]
                : config.rope().inverseFrequencies(config.positions().rotarySize());
    }

    private static void same(
            String origin,
            ArchitectureDescription family,
            String what,
            Object expected,
            Object found) {
        boolean same =
                expected instanceof Double a && found instanceof Double b
                        ? Math.abs(a - b) <= TOLERANCE * Math.abs(a)
                        : expected.equals(found);
        if (!same) {
            throw refused(origin, family, what, expected + "; a reader would find " + found);
        }
    }

    private static SundogException refused(
            String origin, ArchitectureDescription family, String what, String found) {
        return SundogException.data(
                "gguf-inexpressible",
                ("%s: a GGUF file of %s cannot express %s: %s; keep the Hugging Face directory")
                        .formatted(origin, family.gguf().architecture(), what, found));
    }
}
