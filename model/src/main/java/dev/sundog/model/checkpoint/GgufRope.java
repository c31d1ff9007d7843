package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.Rope;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rotary scaling in GGUF: linear scaling is metadata, Llama 3's rule is a tensor of divisors, one a
 * frequency. The rule's parameters are found again by comparing the divisors with those of the
 * published Llama 3 family (factor free; low 1, high 4, original context 8192).
 */
final class GgufRope {
    /** The tensor of divisors. */
    static final String DIVISORS = "rope_freqs.weight";

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ORIGINAL_CONTEXT = 8192;
    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final double TOLERANCE = 1e-3;

    private GgufRope() {}

    static String scalingType(ArchitectureDescription description) {
        return description.ggufArchitecture() + ".rope.scaling.type";
    }

    static String scalingFactor(ArchitectureDescription description) {
        return description.ggufArchitecture() + ".rope.scaling.factor";
    }

    /** What the unscaled frequencies are divided by. */
    static float[] divisors(Rope rope, int headSize) {
        double[] scaled = rope.inverseFrequencies(headSize);
        double[] unscaled = new Rope.Standard(rope.theta()).inverseFrequencies(headSize);
        float[] divisors = new float[scaled.length];
        for (int i = 0; i < divisors.length; i++) {
            divisors[i] = (float) (unscaled[i] / scaled[i]);
        }
        return divisors;
    }

    /** Adds {@code rope_scaling} to {@code config} if the file scales. */
    static void putScaling(ObjectNode config, GgufFile file, ArchitectureDescription description) {
        GgufFile.Entry entry = file.entries().get(DIVISORS);
        if (entry != null) {
            putLlama3(config, file, entry, description);
            return;
        }
        Object type = file.metadata().getOrDefault(scalingType(description), "none");
        if (type.equals("none")) {
            return;
        }
        if (type.equals("linear")
                && file.metadata().get(scalingFactor(description)) instanceof Double factor) {
            config.putObject("rope_scaling").put("rope_type", "linear").put("factor", factor);
            return;
        }
        throw SundogException.data(
                "gguf-metadata",
                "%s: %s is %s, expected none or linear with a factor; this scaling is not supported"
                        .formatted(file.file().path(), scalingType(description), type));
    }

    private static void putLlama3(
            ObjectNode config,
            GgufFile file,
            GgufFile.Entry entry,
            ArchitectureDescription description) {
        double theta = config.path(description.key(Field.ROPE_THETA).huggingFace()).asDouble(10000);
        long count = entry.bytes().byteSize() / 4;
        long rotated =
                config.path(description.key(Field.HEAD_SIZE).huggingFace()).asLong(2 * count);
        if (entry.type().blockBytes() != 4 || rotated != 2 * count || count > 1 << 16) {
            throw unsupported(file, "type " + entry.type() + ", shape " + entry.shape());
        }
        float[] found = entry.bytes().toArray(FLOAT);
        double factor = found[found.length - 1];
        if (!(factor >= 1 && factor < 1e6 && theta > 0)) {
            throw unsupported(file, "a last divisor of " + factor);
        }
        Rope.Llama3 rule = new Rope.Llama3(theta, factor, LOW, HIGH, ORIGINAL_CONTEXT);
        float[] expected = divisors(rule, 2 * found.length);
        for (int i = 0; i < found.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE * expected[i])) {
                throw unsupported(file, "divisor %d of %s".formatted(i, found[i]));
            }
        }
        config.putObject("rope_scaling")
                .put("rope_type", "llama3")
                .put("factor", factor)
                .put("low_freq_factor", LOW)
                .put("high_freq_factor", HIGH)
                .put("original_max_position_embeddings", ORIGINAL_CONTEXT);
    }

    private static SundogException unsupported(GgufFile file, String found) {
        return SundogException.data(
                "gguf-metadata",
                ("%s: tensor %s has %s, expected the divisors of the Llama 3 rule; this scaling is"
                                + " not supported")
                        .formatted(file.file().path(), DIVISORS, found));
    }
}
