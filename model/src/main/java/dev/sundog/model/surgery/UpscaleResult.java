package dev.sundog.model.surgery;

import java.util.List;

/**
 * What up-scaling made.
 *
 * @param layers layers of the new model
 * @param parameters its weights, tied ones counted once
 * @param layerMap source layer of every new one
 */
public record UpscaleResult(int layers, long parameters, List<Integer> layerMap) {
    public UpscaleResult {
        layerMap = List.copyOf(layerMap);
    }
}
