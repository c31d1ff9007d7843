package dev.sundog.model.surgery;

import java.util.List;

/**
 * What quantising made.
 *
 * @param bytes of the file
 * @param rmsError root of the summed squares of all errors over the root of the summed squares of
 *     all weights, √(Σ(ŵ−w)² / Σw²), of the quantised tensors, measured on the written file
 * @param fallbacks tensors whose rows are no whole number of blocks, written as F16
 */
public record QuantizeResult(long bytes, double rmsError, List<String> fallbacks) {
    public QuantizeResult {
        fallbacks = List.copyOf(fallbacks);
    }
}
