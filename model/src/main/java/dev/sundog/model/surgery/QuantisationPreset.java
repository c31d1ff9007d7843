package dev.sundog.model.surgery;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a quantised file can be, by the names that llama.cpp's {@code llama-quantize} gives them. A
 * preset decides a type for every tensor, see {@link TensorTypes}; {@code S}, {@code M}, {@code L}
 * give ever more bits to the tensors that suffer most.
 */
public enum QuantisationPreset {
    F32(ElementType.F32, 0),
    F16(ElementType.F16, 1),
    BF16(ElementType.BF16, 32),
    Q4_0(ElementType.Q4_0, 2),
    Q4_1(ElementType.Q4_1, 3),
    Q5_0(ElementType.Q5_0, 8),
    Q5_1(ElementType.Q5_1, 9),
    Q8_0(ElementType.Q8_0, 7),
    Q2_K(ElementType.Q2_K, 10),
    Q3_K_S(ElementType.Q3_K, 11),
    Q3_K_M(ElementType.Q3_K, 12),
    Q3_K_L(ElementType.Q3_K, 13),
    Q4_K_S(ElementType.Q4_K, 14),
    Q4_K_M(ElementType.Q4_K, 15),
    Q5_K_S(ElementType.Q5_K, 16),
    Q5_K_M(ElementType.Q5_K, 17),
    Q6_K(ElementType.Q6_K, 18),
    IQ4_NL(ElementType.IQ4_NL, 25),
    IQ4_XS(ElementType.IQ4_XS, 30);

    private static final Map<String, QuantisationPreset> OTHER_NAMES =
            Map.of("Q3_K", Q3_K_M, "Q4_K", Q4_K_M, "Q5_K", Q5_K_M);

    private final ElementType type;
    private final long fileType;

    QuantisationPreset(ElementType type, long fileType) {
        this.type = type;
        this.fileType = fileType;
    }

    /** The type of most tensors. */
    public ElementType type() {
        return type;
    }

    /**
     * A divergence from the original (nats a token, mean) that a model of some hundred million
     * weights stays well below when nothing went wrong; larger models stay further below.
     */
    public double divergenceBound() {
        return switch (type) {
            case Q2_K -> 4;
            case Q3_K -> 2;
            case Q4_0, Q4_1, Q4_K, IQ4_NL, IQ4_XS -> 0.5;
            case Q5_0, Q5_1, Q5_K -> 0.2;
            case Q6_K -> 0.1;
            default -> 0.02;
        };
    }

    /** The number for it under {@code general.file_type} of a GGUF file. */
    public long fileType() {
        return fileType;
    }

    /**
     * The preset of that name, in capitals or not; {@code Q4_K} alone is {@code Q4_K_M}, and so on.
     *
     * @throws SundogException (user, {@code quantize-type}) naming those that exist
     */
    public static QuantisationPreset named(String name) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        for (QuantisationPreset preset : values()) {
            if (preset.name().equals(wanted)) {
                return preset;
            }
        }
        QuantisationPreset other = OTHER_NAMES.get(wanted);
        if (other == null) {
            throw SundogException.user(
                    "quantize-type",
                    "--type %s cannot be written, expected one of %s; choose one of these"
                            .formatted(name, known()));
        }
        return other;
    }

    /** All names, for messages. */
    public static String known() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
