package dev.sundog.cli.recipe;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.surgery.LayerPlan;
import dev.sundog.model.surgery.UpscaleResult;
import dev.sundog.model.surgery.Upscaler;

import java.util.Map;
import java.util.Optional;

/**
 * Depth up-scaling; at most one of the three ways, the default being SOLAR's with a quarter of the
 * layers dropped at the seam.
 *
 * @param drop SOLAR's m
 * @param interleave {@code A-B}, inclusive
 * @param slices half-open ranges
 * @param identity whether copies start as no-ops
 */
record UpscaleStage(
        Optional<Integer> drop,
        Optional<String> interleave,
        Optional<String> slices,
        boolean identity)
        implements StageWork {
    UpscaleStage {
        if (drop.map(m -> 1).orElse(0)
                        + interleave.map(s -> 1).orElse(0)
                        + slices.map(s -> 1).orElse(0)
                > 1) {
            throw new IllegalArgumentException(
                    "drop, interleave and slices exclude each other; give one of them");
        }
    }

    static UpscaleStage defaults() {
        return new UpscaleStage(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        try (Checkpoint checkpoint = Checkpoints.open(context.requireModel("upscale"))) {
            int layers = checkpoint.config().layerCount();
            LayerPlan plan =
                    interleave
                            .map(range -> LayerPlans.parseInterleave(layers, range))
                            .or(() -> slices.map(ranges -> LayerPlans.parseSlices(layers, ranges)))
                            .or(() -> drop.map(m -> LayerPlan.solar(layers, m)))
                            .orElseGet(() -> LayerPlan.solar(layers));
            UpscaleResult result =
                    Upscaler.upscale(
                            checkpoint, plan, context.directory(), identity, context.progress());
            return Map.of(
                    "layers",
                    result.layers(),
                    "parameters",
                    result.parameters(),
                    "layerMap",
                    result.layerMap());
        }
    }

    @Override
    public String caption() {
        return identity ? "copies start as no-ops" : "depth up-scaling";
    }
}
