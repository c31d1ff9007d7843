package dev.sundog.model.surgery;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which layer of the source each layer of a deeper model comes from. Immutable.
 *
 * <p>Source: depth up-scaling of SOLAR (Kim et al., arXiv 2312.15166, section 2); interleaved
 * copies as in LLaMA Pro (Wu et al., arXiv 2401.02415, section 3); slices as mergekit's {@code
 * layer_range}.
 *
 * @param sourceLayers layers of the source
 * @param layers source layer of every new one, in order
 */
public record LayerPlan(int sourceLayers, List<Integer> layers) {
    /** Far above any model, far below what would exhaust memory. */
    private static final int MAXIMUM_LAYERS = 10_000;

    /**
     * Source layers {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param from first layer
     * @param to layer after the last
     */
    public record Slice(int from, int to) {}

    public LayerPlan {
        layers = List.copyOf(layers);
        if (sourceLayers < 1) {
            throw wrong("the model has " + sourceLayers + " layers, expected at least 1");
        }
        if (layers.isEmpty() || layers.size() > MAXIMUM_LAYERS) {
            throw wrong(
                    "the plan has %d layers, expected 1 to %d"
                            .formatted(layers.size(), MAXIMUM_LAYERS));
        }
        for (int layer : layers) {
            if (layer < 0 || layer >= sourceLayers) {
                throw wrong(
                        "layer %d does not exist, expected 0 to %d"
                                .formatted(layer, sourceLayers - 1));
            }
        }
    }

    /**
     * SOLAR: layers 0 to n−m−1, then m to n−1; 2(n−m) in all.
     *
     * @throws SundogException (user, {@code layer-plan}) unless 0 ≤ m &lt; n
     */
    public static LayerPlan solar(int n, int m) {
        if (m < 0 || m >= n) {
            throw wrong("--drop %d, expected 0 to %d for %d layers".formatted(m, n - 1, n));
        }
        return new LayerPlan(
                n,
                IntStream.concat(IntStream.range(0, n - m), IntStream.range(m, n))
                        .boxed()
                        .toList());
    }

    /** SOLAR with m = n/4 rounded, as in the paper (32 layers, m = 8). */
    public static LayerPlan solar(int n) {
        return solar(n, (int) Math.round(n / 4.0));
    }

    /**
     * Each layer from {@code first} to {@code last} (inclusive) is followed by its copy.
     *
     * @throws SundogException (user, {@code layer-plan}) unless 0 ≤ first ≤ last &lt; n
     */
    public static LayerPlan interleave(int n, int first, int last) {
        if (first < 0 || first > last || last >= n) {
            throw wrong(
                    "--interleave %d-%d, expected A-B with 0 <= A <= B <= %d for %d layers"
                            .formatted(first, last, n - 1, n));
        }
        List<Integer> layers = new ArrayList<>();
        for (int layer = 0; layer < n; layer++) {
            layers.add(layer);
            if (layer >= first && layer <= last) {
                layers.add(layer);
            }
        }
        return new LayerPlan(n, layers);
    }

    /**
     * Half-open ranges, one after the other.
     *
     * @throws SundogException (user, {@code layer-plan}) unless each is non-empty and in [0, n]
     */
    public static LayerPlan slices(int n, List<Slice> slices) {
        if (slices.isEmpty()) {
            throw wrong("--slices has no slice, expected e.g. 0-24,6-30");
        }
        List<Integer> layers = new ArrayList<>();
        for (Slice slice : slices) {
            if (slice.from() < 0 || slice.from() >= slice.to() || slice.to() > n) {
                throw wrong(
                        "slice %d-%d, expected A-B (B excluded) with 0 <= A < B <= %d"
                                .formatted(slice.from(), slice.to(), n));
            }
            if (layers.size() + slice.to() - slice.from() > MAXIMUM_LAYERS) {
                throw wrong("more than " + MAXIMUM_LAYERS + " layers, expected fewer");
            }
            IntStream.range(slice.from(), slice.to()).forEach(layers::add);
        }
        return new LayerPlan(n, layers);
    }

    /** For every new layer, whether its source layer was used before. */
    public List<Boolean> copies() {
        Set<Integer> seen = new HashSet<>();
        return layers.stream().map(layer -> !seen.add(layer)).toList();
    }

    private static SundogException wrong(String what) {
        return SundogException.user("layer-plan", what + "; choose other layers");
    }
}
