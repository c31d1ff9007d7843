package dev.sundog.training.adapter;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.training.torch.ParameterLayout;
import dev.sundog.training.torch.ParameterLayout.Slice;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A low-rank adapter to be trained.
 *
 * @param rank of the updates
 * @param alpha their scale, times the rank
 * @param targets projections that get one: names such as {@code q_proj} or {@code
 *     layers.3.mlp.up_proj}, or {@code all-linear} for all inside layers
 * @param init directory of an adapter to go on from; without it A is random and B zero
 */
public record AdapterSettings(int rank, double alpha, List<String> targets, Optional<Path> init) {
    /** Every projection inside layers. */
    public static final String ALL_LINEAR = "all-linear";

    private static final List<String> KNOWN =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    private static final String WEIGHT = ".weight";

    public AdapterSettings {
        targets = List.copyOf(targets);
        require(rank >= 1 && rank <= 4096, "adapter.rank is " + rank + ", expected 1 to 4096");
        require(
                Double.isFinite(alpha) && alpha > 0,
                "adapter.alpha is " + alpha + ", expected a positive number");
        require(!targets.isEmpty(), "adapter.targets is empty, expected names of projections");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Factor of B·A. */
    public double scale() {
        return alpha / rank;
    }

    /** The targets with {@code all-linear} spelled out. */
    public List<String> projections() {
        return targets.contains(ALL_LINEAR) ? KNOWN : targets;
    }

    /**
     * The tensors of a model that get an update.
     *
     * @throws IllegalArgumentException if a target names none
     */
    public List<Slice> slices(ParameterLayout layout) {
        List<Slice> candidates =
                layout.slices().stream()
                        .filter(slice -> KNOWN.stream().anyMatch(name -> names(name, slice)))
                        .toList();
        for (String target : projections()) {
            require(
                    candidates.stream().anyMatch(slice -> names(target, slice)),
                    "adapter.targets: no projection inside a layer is named '"
                            + target
                            + "'; "
                            + RecordBinder.nearest(target, KNOWN)
                                    .map(name -> "did you mean '" + name + "'? ")
                                    .orElse("")
                            + "known are "
                            + String.join(", ", KNOWN)
                            + " and "
                            + ALL_LINEAR);
        }
        return candidates.stream()
                .filter(slice -> projections().stream().anyMatch(name -> names(name, slice)))
                .toList();
    }

    /** Values of all A and B for a model of that shape. */
    public long count(ModelConfig config) {
        long count = 0;
        for (Slice slice : slices(ParameterLayout.of(config))) {
            count += rank * (slice.shape().get(0) + slice.shape().get(1));
        }
        return count;
    }

    /** Weights of a model of that shape that get an update. */
    public long adapted(ModelConfig config) {
        return slices(ParameterLayout.of(config)).stream().mapToLong(Slice::count).sum();
    }

    private static boolean names(String target, Slice slice) {
        return slice.name().equals(target + WEIGHT) || slice.name().endsWith("." + target + WEIGHT);
    }
}
