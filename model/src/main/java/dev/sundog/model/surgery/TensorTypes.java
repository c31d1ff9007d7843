package dev.sundog.model.surgery;

import dev.sundog.kernels.block.ElementType;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which type each tensor of a model gets under a preset: the output matrix (or the embedding that
 * serves as one) more bits than the rest, value projections and the feed-forward's last matrix more
 * in some layers. Where a row is no whole number of blocks, a type of smaller blocks steps in, F16
 * in the end. Immutable.
 *
 * <p>Source: the choices of llama.cpp's {@code llama-quantize}, checked against it tensor by tensor
 * ({@code quantise_types.py}).
 */
final class TensorTypes {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\..*");

    private final QuantisationPreset preset;
    private final boolean pure;
    private final boolean weighted;
    private final Shape shape;

    /**
     * What the choice depends on.
     *
     * @param layerCount layers
     * @param headsPerGroup query heads that share a key-value head
     * @param expertCount experts of a layer; 0 without
     * @param tied whether the embedding is the output matrix
     */
    record Shape(int layerCount, int headsPerGroup, int expertCount, boolean tied) {}

    /**
     * @param pure whether all matrices get the preset's own type
     * @param weighted whether there is importance
     */
    TensorTypes(QuantisationPreset preset, boolean pure, boolean weighted, Shape shape) {
        this.preset = preset;
        this.pure = pure;
        this.weighted = weighted;
        this.shape = shape;
    }

    /** The type of a tensor that GGUF calls {@code name}. */
    ElementType of(String name, List<Long> dimensions) {
        if (dimensions.size() == 1 || staysExact(name)) {
            return ElementType.F32;
        }
        long rowLength = dimensions.getLast();
        ElementType wanted = preset.type();
        if (!pure && wanted.isQuantised()) {
            wanted = choose(name, rowLength);
        }
        return fitting(wanted, rowLength);
    }

    /** Small tensors of which every bit counts: norms, routers, positions, token types. */
    private static boolean staysExact(String name) {
        return !name.endsWith("weight")
                || name.contains("_norm.weight")
                || name.endsWith("ffn_gate_inp.weight")
                || name.equals("position_embd.weight")
                || name.equals("token_types.weight");
    }

    /** {@code wanted}, or what steps in for it in rows of that length. */
    static ElementType fitting(ElementType wanted, long rowLength) {
        if (rowLength % wanted.blockSize() == 0) {
            return wanted;
        }
        ElementType smaller =
                switch (wanted) {
                    case Q2_K, Q3_K -> ElementType.Q4_0;
                    case IQ4_XS -> ElementType.IQ4_NL;
                    case Q4_K -> ElementType.Q5_0;
                    case Q5_K -> ElementType.Q5_1;
                    case Q6_K -> ElementType.Q8_0;
                    default -> ElementType.F16;
                };
        return rowLength % smaller.blockSize() == 0 ? smaller : ElementType.F16;
    }

    private ElementType choose(String name, long rowLength) {
        if (name.equals("output.weight") || shape.tied() && name.equals("token_embd.weight")) {
            boolean finest = preset.type() == ElementType.Q8_0;
            boolean fits = rowLength % preset.type().blockSize() == 0;
            return finest || !fits ? ElementType.Q8_0 : ElementType.Q6_K;
        }
        Matcher matcher = LAYER.matcher(name);
        int layer = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (name.contains("attn_v.weight") || name.contains("attn_qkv.weight")) {
            return ofValues(layer);
        }
        if (name.contains("attn_k.weight")) {
            return shape.expertCount() == 8 ? ElementType.Q8_0 : preset.type();
        }
        if (name.contains("attn_output.weight")) {
            return ofAttentionOutput();
        }
        return name.contains("ffn_down") ? ofDown(layer) : preset.type();
    }

    private ElementType ofValues(int layer) {
        boolean grouped = shape.headsPerGroup() >= 4;
        ElementType type =
                switch (preset) {
                    case Q2_K -> grouped ? ElementType.Q4_K : ElementType.Q3_K;
                    case Q3_K_M -> layer < 2 ? ElementType.Q5_K : ElementType.Q4_K;
                    case Q3_K_L -> ElementType.Q5_K;
                    case IQ4_NL, IQ4_XS -> grouped ? ElementType.Q5_K : preset.type();
                    case Q4_K_S -> layer < 4 ? ElementType.Q5_K : ElementType.Q4_K;
                    case Q4_K_M, Q5_K_M -> matters(layer) ? ElementType.Q6_K : preset.type();
                    default -> preset.type();
                };
        boolean cheap = shape.layerCount() == 80 && shape.headsPerGroup() > 1;
        if (cheap && (type == ElementType.Q3_K || type == ElementType.Q4_K)) {
            type = ElementType.Q5_K;
        }
        return shape.expertCount() == 8 ? ElementType.Q8_0 : type;
    }

    private ElementType ofAttentionOutput() {
        if (shape.expertCount() == 8) {
            return switch (preset) {
                case Q2_K, Q3_K_S, Q3_K_M, Q4_K_S, Q4_K_M, IQ4_NL, IQ4_XS -> ElementType.Q5_K;
                default -> preset.type();
            };
        }
        return switch (preset) {
            case Q2_K -> ElementType.Q3_K;
            case Q3_K_M -> ElementType.Q4_K;
            case Q3_K_L -> ElementType.Q5_K;
            default -> preset.type();
        };
    }

    private ElementType ofDown(int layer) {
        int layers = shape.layerCount();
        boolean first = layer < layers / 8;
        return switch (preset) {
            case Q2_K -> ElementType.Q3_K;
            case Q3_K_M -> layer < layers / 16 ? ElementType.Q5_K : ElementType.Q4_K;
            case Q3_K_L -> ElementType.Q5_K;
            case Q4_K_S -> first ? ElementType.Q5_K : ElementType.Q4_K;
            case Q4_K_M, Q5_K_M -> matters(layer) ? ElementType.Q6_K : preset.type();
            case IQ4_NL, IQ4_XS -> first && !weighted ? ElementType.Q5_K : preset.type();
            case Q4_0 -> first && weighted ? ElementType.Q4_1 : ElementType.Q4_0;
            case Q5_0 -> first && weighted ? ElementType.Q5_1 : ElementType.Q5_0;
            default -> preset.type();
        };
    }

    /** The first and last eighth of the layers and every third between. */
    private boolean matters(int layer) {
        int eighth = shape.layerCount() / 8;
        return layer < eighth || layer >= 7 * shape.layerCount() / 8 || (layer - eighth) % 3 == 2;
    }
}
