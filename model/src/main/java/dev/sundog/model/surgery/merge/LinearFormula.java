package dev.sundog.model.surgery.merge;

import java.util.Arrays;

/**
 * Σ wᵢxᵢ, over Σ wᵢ if normalised; computed in F32, rounded at the end.
 *
 * <p>Source: Wortsman et al., Model soups (arXiv 2203.05482), section 2.
 *
 * @param weights one an input
 * @param divisor what the sum is divided by
 */
record LinearFormula(TensorInputs inputs, float[] weights, float divisor) implements Formula {
    static LinearFormula of(TensorInputs inputs, float[] weights, boolean normalize) {
        float sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return new LinearFormula(inputs, weights, normalize ? sum : 1);
    }

    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        int length = inputs.rowLength();
        float[] values = inputs.buffer();
        inputs.forEachBlock(
                first,
                count,
                (row, rows) -> {
                    int at = offset + (int) (row - first) * length;
                    int elements = rows * length;
                    Arrays.fill(target, at, at + elements, 0);
                    for (int input = 0; input < weights.length; input++) {
                        inputs.read(input, row, rows, values);
                        for (int i = 0; i < elements; i++) {
                            target[at + i] = Math.fma(weights[input], values[i], target[at + i]);
                        }
                    }
                    for (int i = 0; i < elements; i++) {
                        target[at + i] = Rounding.to(inputs.type(), target[at + i] / divisor);
                    }
                });
    }
}
