package dev.sundog.model.architecture;

/**
 * A mixture of experts. Experts are weighted with the softmax of the router over all of them.
 *
 * @param count experts of a layer
 * @param usedCount experts that a token is sent to
 * @param intermediateSize width inside an expert
 * @param sharedIntermediateSize width of the expert that sees every token; 0 for none
 * @param normalized whether the weights of the used experts are made to sum to 1
 */
public record ExpertConfig(
        int count,
        int usedCount,
        int intermediateSize,
        int sharedIntermediateSize,
        boolean normalized) {
    public ExpertConfig {
        Checks.positive("number of experts", count);
        Checks.positive("num_experts_per_tok", usedCount);
        Checks.positive("expert intermediate size", intermediateSize);
        if (usedCount > count) {
            throw new IllegalArgumentException(
                    "num_experts_per_tok " + usedCount + " exceeds the " + count + " experts");
        }
        if (sharedIntermediateSize < 0) {
            throw new IllegalArgumentException("shared_expert_intermediate_size is negative");
        }
        Checks.product("number of experts", count, "expert intermediate size", 1);
    }
}
