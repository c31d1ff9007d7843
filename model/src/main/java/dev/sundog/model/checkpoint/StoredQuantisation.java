package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the weights of a Hugging Face directory are quantised, as {@code quantization_config} of its
 * {@code config.json} says. Eight-bit floats are read, with scales that lie beside them as {@code
 * NAME_scale_inv} or {@code NAME_scale} (a weight is what is stored <em>times</em> its scale under
 * either name); everything else is refused by name.
 *
 * <p>Source: transformers, {@code FineGrainedFP8Config} and {@code FbgemmFp8Config};
 * compressed-tensors, format {@code float-quantized}.
 */
final class StoredQuantisation {
    static final String KEY = "quantization_config";
    private static final long USUAL_BLOCK = 128;

    private final Optional<String> method;
    private final long[] blockShape;

    private StoredQuantisation(Optional<String> method, long[] blockShape) {
        this.method = method;
        this.blockShape = blockShape;
    }

    /**
     * Reads the key and takes it out of {@code configJson}: seen from outside the weights are
     * plain.
     *
     * @throws SundogException (data, {@code quantisation-unknown}) if it is none of those read
     */
    static StoredQuantisation takenFrom(ObjectNode configJson, String origin) {
        long[] blockShape = {USUAL_BLOCK, USUAL_BLOCK};
        JsonNode found = configJson.remove(KEY);
        if (found == null || found.isNull()) {
            return new StoredQuantisation(Optional.empty(), blockShape);
        }
        String method = found.path("quant_method").asString("");
        boolean known =
                switch (method) {
                    case "fp8", "fbgemm_fp8" -> true;
                    case "compressed-tensors" -> isEightBitFloat(found);
                    default -> false;
                };
        if (!known) {
            throw SundogException.data(
                    "quantisation-unknown",
                    ("%s: %s.quant_method is '%s'%s, expected fp8, fbgemm_fp8, or"
                         + " compressed-tensors with 8-bit floats; take the original weights, or a"
                         + " GGUF file of this model")
                            .formatted(
                                    origin,
                                    KEY,
                                    method,
                                    method.equals("compressed-tensors")
                                            ? " of format '"
                                                    + found.path("format").asString("")
                                                    + "'"
                                            : ""));
        }
        JsonNode shape = found.path("weight_block_size");
        if (shape.isArray() && shape.size() == 2) {
            blockShape = new long[] {shape.get(0).asLong(0), shape.get(1).asLong(0)};
        }
        if (blockShape[0] < 1 || blockShape[1] < 1) {
            throw SundogException.data(
                    "quantisation-unknown",
                    "%s: %s.weight_block_size is %s, expected two counts above 0"
                            .formatted(origin, KEY, shape));
        }
        return new StoredQuantisation(Optional.of(method), blockShape);
    }

    private static boolean isEightBitFloat(JsonNode config) {
        JsonNode groups = config.path("config_groups");
        boolean all = !groups.isEmpty();
        for (JsonNode group : groups.values()) {
            JsonNode weights = group.path("weights");
            all &=
                    weights.path("num_bits").asInt(0) == 8
                            && weights.path("type").asString("").equals("float");
        }
        return all;
    }

    /**
     * The matrix with its scales, if it has any.
     *
     * @param stored the matrix without them
     * @param find tensors of the same files by name
     * @throws SundogException (data, {@code tensor-missing}) if the configuration promises scales
     *     that are not there
     */
    MappedTensor scaled(MappedTensor stored, Function<String, Optional<MappedTensor>> find) {
        TensorInfo info = stored.info();
        Path path = stored.file().path();
        boolean eightBits =
                info.type() == ElementType.F8_E4M3 || info.type() == ElementType.F8_E5M2;
        if (!eightBits) {
            return stored;
        }
        for (String suffix : List.of("_scale_inv", "_scale")) {
            Optional<MappedTensor> scale = find.apply(info.name() + suffix);
            if (scale.isPresent()) {
                TensorInfo found = scale.get().info();
                if (!found.type().isFloat() || found.elementCount() == 0) {
                    throw SundogException.data(
                            "tensor-type",
                            "%s: tensor %s has type %s and shape %s, expected F32, F16 or BF16"
                                    .formatted(path, found.name(), found.type(), found.shape()));
                }
                return stored.withScales(
                        BlockScales.of(info, found, scale.get(), blockShape, path));
            }
        }
        if (method.isPresent()) {
            throw SundogException.data(
                    "tensor-missing",
                    ("%s: tensor %s_scale_inv (or _scale) is missing, expected because %s says %s;"
                                    + " fetch the weights again")
                            .formatted(path, info.name(), KEY, method.get()));
        }
        return stored;
    }
}
