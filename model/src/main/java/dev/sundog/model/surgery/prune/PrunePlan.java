package dev.sundog.model.surgery.prune;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.LayerPlan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What stays of a model. Immutable.
 *
 * @param layers which layers, in order
 * @param keyValueHeadCount key and value heads of each layer that stays
 * @param heads for each layer of the model, which query heads stay
 * @param keyValueHeads for each layer of the model, which key and value heads stay
 * @param neurons for each layer of the model, which neurons stay
 */
public record PrunePlan(
        LayerPlan layers,
        int keyValueHeadCount,
        List<List<Integer>> heads,
        List<List<Integer>> keyValueHeads,
        List<List<Integer>> neurons) {
    public PrunePlan {
        heads = List.copyOf(heads);
        keyValueHeads = List.copyOf(keyValueHeads);
        neurons = List.copyOf(neurons);
    }

    /**
     * Keeps the most important parts; of equally important ones the first.
     *
     * @param layers how many layers stay
     * @param heads how many query heads a layer keeps. Heads that share keys and values go one from
     *     each group, or by whole groups with their keys and values
     * @param neurons how many neurons a feed-forward network keeps
     * @throws SundogException (user, {@code prune-size}) if the model does not have so many, or
     *     groups of heads could not stay equal
     */
    public static PrunePlan of(
            ModelConfig config,
            Importance importance,
            Optional<Integer> layers,
            Optional<Integer> heads,
            Optional<Integer> neurons) {
        int layerCount = config.layerCount();
        int keptLayers = size("--layers", layers, layerCount);
        int keptHeads = size("--heads", heads, config.headCount());
        int keptNeurons = size("--intermediate", neurons, config.intermediateSize());
        int keyValueHeads = keyValueHeads(config, keptHeads);
        List<List<Integer>> headsByLayer = new ArrayList<>();
        List<List<Integer>> keyValueByLayer = new ArrayList<>();
        List<List<Integer>> neuronsByLayer = new ArrayList<>();
        for (int layer = 0; layer < layerCount; layer++) {
            List<Integer> groups = groups(config, importance.heads()[layer], keyValueHeads);
            keyValueByLayer.add(groups);
            headsByLayer.add(
                    heads(config, importance.heads()[layer], groups, keptHeads / keyValueHeads));
            neuronsByLayer.add(
                    keptNeurons == config.intermediateSize()
                            ? all(keptNeurons)
                            : best(neurons(importance, layer, config), keptNeurons));
        }
        return new PrunePlan(
                new LayerPlan(layerCount, best(importance.layers(), keptLayers)),
                keyValueHeads,
                headsByLayer,
                keyValueByLayer,
                neuronsByLayer);
    }

    /**
     * Refuses sizes that {@link #of} would, before anything is measured.
     *
     * @throws SundogException (user, {@code prune-size})
     */
    public static void check(
            ModelConfig config,
            Optional<Integer> layers,
            Optional<Integer> heads,
            Optional<Integer> neurons) {
        size("--layers", layers, config.layerCount());
        size("--intermediate", neurons, config.intermediateSize());
        keyValueHeads(config, size("--heads", heads, config.headCount()));
    }

    private static double[] neurons(Importance importance, int layer, ModelConfig config) {
        double[] neurons = importance.neurons()[layer];
        if (neurons.length != config.intermediateSize()) {
            throw SundogException.user(
                    "prune-width",
                    "--intermediate: layer %d has no network of %d neurons but experts; prune --layers or --heads"
                            .formatted(layer, config.intermediateSize()));
        }
        return neurons;
    }

    /** Query heads of each layer that stays. */
    public int headCount() {
        return heads.getFirst().size();
    }

    /** Neurons of each layer that stays. */
    public int intermediateSize() {
        return neurons.getFirst().size();
    }

    private static int size(String option, Optional<Integer> wanted, int available) {
        int size = wanted.orElse(available);
        if (size < 1 || size > available) {
            throw SundogException.user(
                    "prune-size",
                    "%s %d, expected 1 to %d, which the model has"
                            .formatted(option, size, available));
        }
        return size;
    }

    /** How many key and value heads go with so many query heads. */
    private static int keyValueHeads(ModelConfig config, int heads) {
        int groups = config.keyValueHeadCount();
        int group = config.headCount() / groups;
        if (heads % groups == 0) {
            return groups;
        }
        if (heads % group == 0) {
            return heads / group;
        }
        throw SundogException.user(
                "prune-size",
                "--heads %d: %d heads share %d keys and values; expected a multiple of %d or of %d"
                        .formatted(heads, config.headCount(), groups, groups, group));
    }

    private static List<Integer> groups(ModelConfig config, double[] heads, int kept) {
        int groups = config.keyValueHeadCount();
        if (kept == groups) {
            return all(groups);
        }
        double[] sums = new double[groups];
        for (int head = 0; head < heads.length; head++) {
            sums[head / (config.headCount() / groups)] += heads[head];
        }
        return best(sums, kept);
    }

    private static List<Integer> heads(
            ModelConfig config, double[] importance, List<Integer> groups, int perGroup) {
        int group = config.headCount() / config.keyValueHeadCount();
        List<Integer> kept = new ArrayList<>();
        for (int number : groups) {
            if (perGroup == group) {
                IntStream.range(number * group, (number + 1) * group).forEach(kept::add);
                continue;
            }
            double[] own = new double[group];
            System.arraycopy(importance, number * group, own, 0, group);
            best(own, perGroup).forEach(head -> kept.add(number * group + head));
        }
        return List.copyOf(kept);
    }

    private static List<Integer> all(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** The indices of the {@code count} largest, in order. */
    private static List<Integer> best(double[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(count)
                .sorted()
                .toList();
    }
}
