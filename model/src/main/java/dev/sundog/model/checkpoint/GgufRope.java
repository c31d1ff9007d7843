package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.Rope;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rotary scaling in GGUF: linear and YaRN scaling are metadata, Llama 3's rule is a tensor of
 * divisors, one a frequency, LongRoPE two. The parameters of Llama 3's rule are found again by
 * comparing the divisors with those of the published family (factor free; low 1, high 4, original
 * context 8192); other divisors become LongRoPE with the same set for all lengths.
 */
final class GgufRope {
    /** The tensor of divisors. */
    static final String DIVISORS = "rope_freqs.weight";

    /** The divisors up to the original context length, and beyond. */
    static final String SHORT = "rope_factors_short.weight";

    static final String LONG = "rope_factors_long.weight";

    private static final String TYPE = "rope.scaling.type";
    private static final String FACTOR = "rope.scaling.factor";
    private static final String ORIGINAL = "rope.scaling.original_context_length";
    private static final String ATTENTION = "rope.scaling.attn_factor";
    private static final String BETA_FAST = "rope.scaling.yarn_beta_fast";
    private static final String BETA_SLOW = "rope.scaling.yarn_beta_slow";
    private static final int ORIGINAL_CONTEXT = 8192;
    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final double TOLERANCE = 1e-3;

    private GgufRope() {}

    /** What the unscaled frequencies are divided by. */
    private static float[] divisors(Rope rope, int rotarySize) {
        double[] scaled = rope.inverseFrequencies(rotarySize);
        double[] unscaled = new Rope.Standard(rope.theta()).inverseFrequencies(rotarySize);
        float[] divisors = new float[scaled.length];
        for (int i = 0; i < divisors.length; i++) {
            divisors[i] = (float) (unscaled[i] / scaled[i]);
        }
        return divisors;
    }

    /** The tensors that the scaling needs, by name. */
    static Map<String, float[]> tensors(ModelConfig config) {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        switch (config.rope()) {
            case Rope.Llama3 rope ->
                    tensors.put(DIVISORS, divisors(rope, config.positions().rotarySize()));
            case Rope.LongRope rope -> {
                tensors.put(LONG, floats(rope.longFactors()));
                tensors.put(SHORT, floats(rope.shortFactors()));
            }
            case Rope.Standard _, Rope.Linear _, Rope.Dynamic _, Rope.Yarn _ -> {}
        }
        return tensors;
    }

    private static float[] floats(List<Double> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i).floatValue();
        }
        return floats;
    }

    /** Adds the metadata of the scaling; the writer has made sure that it can be said. */
    static void putMetadata(
            Map<String, Object> metadata, ModelConfig config, ArchitectureDescription family) {
        switch (config.rope()) {
            case Rope.Linear rope -> {
                metadata.put(family.gguf().key(TYPE), "linear");
                metadata.put(family.gguf().key(FACTOR), rope.factor());
            }
            case Rope.Yarn rope -> {
                metadata.put(family.gguf().key(TYPE), "yarn");
                metadata.put(family.gguf().key(FACTOR), rope.factor());
                metadata.put(family.gguf().key(ORIGINAL), (long) rope.originalContextLength());
                if (rope.betaFast() != 32) {
                    metadata.put(family.gguf().key(BETA_FAST), rope.betaFast());
                }
                if (rope.betaSlow() != 1) {
                    metadata.put(family.gguf().key(BETA_SLOW), rope.betaSlow());
                }
            }
            case Rope.LongRope rope -> {
                metadata.put(family.gguf().key(TYPE), "longrope");
                metadata.put(family.gguf().key(ORIGINAL), (long) rope.originalContextLength());
                metadata.put(family.gguf().key(ATTENTION), rope.attentionFactor());
            }
            case Rope.Standard _, Rope.Llama3 _, Rope.Dynamic _ -> {}
        }
    }

    /** Kind of a scaling as descriptions call it; empty for none. */
    static String kind(Rope rope) {
        return switch (rope) {
            case Rope.Standard _ -> "";
            case Rope.Linear _ -> "linear";
            case Rope.Llama3 _ -> "llama3";
            case Rope.Dynamic _ -> "dynamic";
            case Rope.Yarn _ -> "yarn";
            case Rope.LongRope _ -> "longrope";
        };
    }

    /** Adds {@code rope_scaling} to {@code config} if the file scales. */
    static void putScaling(ObjectNode config, GgufFacts facts, ArchitectureDescription family) {
        Optional<float[]> divisors = facts.vectors().apply(DIVISORS);
        if (divisors.isPresent()) {
            putDivisors(config, facts, divisors.get(), family);
            return;
        }
        Optional<float[]> beyond = facts.vectors().apply(LONG);
        Optional<float[]> upTo = facts.vectors().apply(SHORT);
        if (beyond.isPresent() && upTo.isPresent()) {
            putLongRope(config, facts, upTo.get(), beyond.get(), family);
            return;
        }
        String key = family.gguf().key(TYPE);
        Object type = facts.value(key).orElse("none");
        if (type.equals("none")) {
            return;
        }
        Optional<Double> factor = number(facts, family.gguf().key(FACTOR));
        if (type.equals("linear") && factor.isPresent()) {
            config.putObject("rope_scaling").put("rope_type", "linear").put("factor", factor.get());
            return;
        }
        if (type.equals("yarn") && factor.isPresent()) {
            ObjectNode scaling =
                    config.putObject("rope_scaling")
                            .put("rope_type", "yarn")
                            .put("factor", factor.get());
            number(facts, family.gguf().key(ORIGINAL))
                    .ifPresent(n -> scaling.put("original_max_position_embeddings", n.longValue()));
            number(facts, family.gguf().key(BETA_FAST)).ifPresent(n -> scaling.put("beta_fast", n));
            number(facts, family.gguf().key(BETA_SLOW)).ifPresent(n -> scaling.put("beta_slow", n));
            return;
        }
        throw facts.unsupported(key, type, "none, linear or yarn with a factor");
    }

    private static Optional<Double> number(GgufFacts facts, String key) {
        return facts.value(key)
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).doubleValue());
    }

    private static void putLongRope(
            ObjectNode config,
            GgufFacts facts,
            float[] upTo,
            float[] beyond,
            ArchitectureDescription family) {
        ObjectNode scaling = config.putObject("rope_scaling").put("rope_type", "longrope");
        put(scaling.putArray("short_factor"), upTo);
        put(scaling.putArray("long_factor"), beyond);
        number(facts, family.gguf().key(ORIGINAL))
                .ifPresent(n -> scaling.put("original_max_position_embeddings", n.longValue()));
        scaling.put("attention_factor", number(facts, family.gguf().key(ATTENTION)).orElse(1.0));
    }

    private static void put(ArrayNode array, float[] numbers) {
        for (float number : numbers) {
            array.add(Double.parseDouble(Float.toString(number)));
        }
    }

    private static void putDivisors(
            ObjectNode config, GgufFacts facts, float[] found, ArchitectureDescription family) {
        double theta = config.path(family.key(Field.ROPE_THETA).key()).asDouble(10000);
        double factor = found.length == 0 ? 0 : found[found.length - 1];
        long rotated =
                family.find(Field.HEAD_SIZE)
                        .map(key -> config.path(key.key()).asLong(2L * found.length))
                        .orElse(2L * found.length);
        if (!(factor > 0 && factor < 1e6 && theta > 0) || rotated != 2L * found.length) {
            throw facts.unsupported(
                    DIVISORS, found.length + " numbers, the last " + factor, "Llama 3's divisors");
        }
        if (factor >= 1
                && fits(new Rope.Llama3(theta, factor, LOW, HIGH, ORIGINAL_CONTEXT), found)) {
            config.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", factor)
                    .put("low_freq_factor", LOW)
                    .put("high_freq_factor", HIGH)
                    .put("original_max_position_embeddings", ORIGINAL_CONTEXT);
            return;
        }
        for (float divisor : found) {
            if (!(divisor > 0 && Float.isFinite(divisor))) {
                throw facts.unsupported(DIVISORS, divisor, "positive divisors");
            }
        }
        ObjectNode scaling = config.putObject("rope_scaling").put("rope_type", "longrope");
        put(scaling.putArray("short_factor"), found);
        put(scaling.putArray("long_factor"), found);
        scaling.put("factor", 1.0).put("attention_factor", 1.0);
        scaling.put(
                "original_max_position_embeddings",
                config.path(family.key(Field.CONTEXT_LENGTH).key()).asLong(1));
    }

    private static boolean fits(Rope.Llama3 rule, float[] found) {
        float[] expected = divisors(rule, 2 * found.length);
        for (int i = 0; i < found.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE * expected[i])) {
                return false;
            }
        }
        return true;
    }

    /** Refuses a scaling that llama.cpp would not read. */
    static void requireExpressible(
            ModelConfig config, ArchitectureDescription family, String origin) {
        Rope rope = config.rope();
        String kind = kind(rope);
        boolean known = kind.isEmpty() || family.gguf().ropeScalings().contains(kind);
        if (rope instanceof Rope.Yarn yarn) {
            double usual = Rope.Yarn.usualAttentionFactor(yarn.factor());
            known &= yarn.truncate() && Math.abs(yarn.attentionFactor() - usual) < 1e-6;
        }
        if (!known) {
            throw SundogException.data(
                    "gguf-inexpressible",
                    ("%s: rope scaling %s with these parameters cannot be said in a GGUF file of %s"
                                    + " (%s can); keep the Hugging Face directory")
                            .formatted(
                                    origin,
                                    kind,
                                    family.gguf().architecture(),
                                    family.gguf().ropeScalings()));
        }
    }
}
