package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which element types the formats' own names stand for. What is not read is refused by name.
 *
 * <p>Source: GGUF specification, table {@code ggml_type}; safetensors format, field {@code dtype}.
 */
final class StoredTypes {
    /** Types of a GGUF file that are not read. */
    private static final Map<Integer, String> REFUSED =
            Map.ofEntries(
                    Map.entry(4, "Q4_2"),
                    Map.entry(5, "Q4_3"),
                    Map.entry(9, "Q8_1"),
                    Map.entry(15, "Q8_K"),
                    Map.entry(16, "IQ2_XXS"),
                    Map.entry(17, "IQ2_XS"),
                    Map.entry(18, "IQ3_XXS"),
                    Map.entry(19, "IQ1_S"),
                    Map.entry(21, "IQ3_S"),
                    Map.entry(22, "IQ2_S"),
                    Map.entry(29, "IQ1_M"),
                    Map.entry(31, "Q4_0_4_4"),
                    Map.entry(32, "Q4_0_4_8"),
                    Map.entry(33, "Q4_0_8_8"),
                    Map.entry(40, "NVFP4"),
                    Map.entry(41, "Q1_0"));

    private StoredTypes() {}

    /**
     * The type that a GGUF file means by {@code id}.
     *
     * @param what the tensor, for the message
     * @throws SundogException (data, {@code tensor-type}) if it is not read
     */
    static ElementType ofGguf(int id, String what, long at, Path path) {
        return ElementType.ofGgufId(id)
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "tensor-type",
                                        ("%s: at byte %d: %s has type %s, expected one of %s; take"
                                             + " a file of one of these types, or make one from the"
                                             + " original weights with quantize")
                                                .formatted(path, at, what, named(id), known())));
    }

    private static String named(int id) {
        String name = REFUSED.get(id);
        return name == null
                ? Integer.toUnsignedString(id)
                : name + " (" + id + "), which is not read";
    }

    private static String known() {
        return Arrays.stream(ElementType.values())
                .filter(type -> type.ggufId().isPresent())
                .map(ElementType::name)
                .collect(Collectors.joining(", "));
    }

    /**
     * The type that a safetensors file means by {@code dtype}.
     *
     * @throws SundogException (data, {@code tensor-type}) if it is none of weights
     */
    static ElementType ofSafetensors(String dtype, String tensor, Path path) {
        return switch (dtype) {
            case "F64" -> ElementType.F64;
            case "F32" -> ElementType.F32;
            case "F16" -> ElementType.F16;
            case "BF16" -> ElementType.BF16;
            case "F8_E4M3" -> ElementType.F8_E4M3;
            case "F8_E5M2" -> ElementType.F8_E5M2;
            default ->
                    throw SundogException.data(
                            "tensor-type",
                            ("%s: tensor %s has dtype %s, expected F64, F32, F16, BF16, F8_E4M3 or"
                                            + " F8_E5M2; convert the weights to one of these")
                                    .formatted(path, tensor, dtype));
        };
    }
}
