package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.LayerPatterns;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.FloatTypes;
import dev.sundog.model.surgery.merge.MergeInput.LayerRange;
import dev.sundog.model.surgery.merge.TensorInputs.Input;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** From a recipe and its open models to what each tensor is computed from; one use. */
final class MergePlanner {
    private final MergeRecipe recipe;
    private final Map<String, Checkpoint> models;
    private final Checkpoint first;
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final Map<String, Formula> formulas = new HashMap<>();

    /**
     * Which layer of a slice.
     *
     * @param slice of the recipe
     * @param offset from the first layer of each input
     * @param position 0 for the first layer, 1 for the last; 0 for what is in no layer
     */
    private record Spot(MergeSlice slice, int offset, double position) {}

    /**
     * @param models by their names in the recipe
     */
    MergePlanner(MergeRecipe recipe, Map<String, Checkpoint> models) {
        this.recipe = recipe;
        this.models = models;
        this.first = model(recipe.models().getFirst());
    }

    MergePlan plan() {
        recipe.slices().forEach(this::checkLayers);
        models.values().forEach(this::checkArchitecture);
        List<Spot> layers = layers();
        ObjectNode json = first.configJson();
        ArchitectureDescription description = Architectures.named(first.config().family());
        LayerPatterns.remap(json, first.config(), layers.stream().map(this::number).toList());
        json.put(
                "tie_word_embeddings",
                models.values().stream().allMatch(model -> model.config().tiedEmbeddings()));
        ModelConfig config = ConfigurationReader.read(json, first.path() + ": config.json");
        Spot before = new Spot(recipe.slices().getFirst(), 0, 0);
        Spot after = new Spot(recipe.slices().getLast(), 0, 0);
        boolean[] inLayers = {false};
        description.visit(
                config,
                place -> {
                    inLayers[0] |= place.template().perLayer();
                    plan(
                            place,
                            place.template().perLayer()
                                    ? layers.get(place.layer())
                                    : inLayers[0] ? after : before);
                });
        return new MergePlan(json, tensors, formulas, lineage(layers));
    }

    /** The layer of its first input that a new layer is, as far as patterns of layers go. */
    private int number(Spot spot) {
        return range(spot.slice().inputs().getFirst()).from() + spot.offset();
    }

    private void checkLayers(MergeSlice slice) {
        MergeInput expected = slice.inputs().getFirst();
        for (MergeInput input : slice.inputs()) {
            LayerRange range = range(input);
            int available = model(input.model()).config().layerCount();
            if (range.to() > available) {
                throw unfit(
                        "%s: layer_range [%d, %d] of '%s', which has %d layers; expected at most %d"
                                .formatted(
                                        input.place(),
                                        range.from(),
                                        range.to(),
                                        input.model(),
                                        available,
                                        available));
            }
            if (range.count() != range(expected).count()) {
                throw unfit(
                        "%s: '%s' gives %d layers and '%s' %d; expected equally many in one slice"
                                .formatted(
                                        slice.place(),
                                        expected.model(),
                                        range(expected).count(),
                                        input.model(),
                                        range.count()));
            }
        }
    }

    private void checkArchitecture(Checkpoint other) {
        String expected = heads(first.config());
        String found = heads(other.config());
        if (!expected.equals(found)) {
            throw unfit(
                    "%s is %s, but %s is %s; merge models of one architecture"
                            .formatted(first.path(), expected, other.path(), found));
        }
    }

    /** What shapes do not tell apart. */
    private static String heads(ModelConfig config) {
        return "%s (%d heads, %d key-value heads, head size %d, attention biases %s, MLP biases %s)"
                .formatted(
                        config.family(),
                        config.headCount(),
                        config.keyValueHeadCount(),
                        config.headSize(),
                        config.attentionBias(),
                        config.mlpBias());
    }

    private List<Spot> layers() {
        List<Spot> layers = new ArrayList<>();
        for (MergeSlice slice : recipe.slices()) {
            int count = range(slice.inputs().getFirst()).count();
            for (int offset = 0; offset < count; offset++) {
                layers.add(new Spot(slice, offset, count == 1 ? 1 : (double) offset / (count - 1)));
            }
        }
        return layers;
    }

    /** The common origin of the merged layers if they have one, else the layers themselves. */
    private List<LayerOrigin> lineage(List<Spot> layers) {
        List<LayerOrigin> origins = new ArrayList<>();
        for (Spot spot : layers) {
            int number = origins.size();
            List<LayerOrigin> recorded =
                    spot.slice().inputs().stream()
                            .map(input -> recorded(input, spot.offset()))
                            .map(from -> new LayerOrigin(number, from.from(), from.fromLayer()))
                            .distinct()
                            .toList();
            origins.add(recorded.size() == 1 ? recorded.getFirst() : merged(spot, number));
        }
        return origins;
    }

    private LayerOrigin recorded(MergeInput input, int offset) {
        return model(input.model()).lineage().get(range(input).from() + offset);
    }

    private LayerOrigin merged(Spot spot, int number) {
        List<MergeInput> inputs = spot.slice().inputs();
        String name =
                inputs.stream()
                        .map(input -> Lineage.nameOf(model(input.model()).path()))
                        .collect(Collectors.joining("+"));
        MergeInput main = inputs.get(Math.max(0, spot.slice().baseIndex()));
        return new LayerOrigin(number, name, range(main).from() + spot.offset());
    }

    private void plan(TensorPlace place, Spot spot) {
        List<Input> inputs = new ArrayList<>();
        ElementType computed = ElementType.F32;
        ElementType written = ElementType.F32;
        for (MergeInput source : spot.slice().inputs()) {
            Input input = input(place, source, spot.offset());
            boolean quantised = !input.tensor().type().isFloat();
            ElementType exact = quantised ? ElementType.F32 : input.tensor().type();
            ElementType usual = FloatTypes.of(input.checkpoint(), input.tensor());
            computed = inputs.isEmpty() ? exact : MergePlan.widest(computed, exact);
            written = inputs.isEmpty() ? usual : MergePlan.widest(written, usual);
            inputs.add(input);
        }
        Optional<ElementType> told = recipe.outDtype().or(recipe::dtype);
        TensorInputs all = new TensorInputs(inputs, recipe.dtype().orElse(computed));
        tensors.add(new TensorInfo(place.huggingFace(), told.orElse(written), place.shape()));
        formulas.put(place.huggingFace(), formula(place.huggingFace(), all, spot));
    }

    /** The tensor of {@code source} for {@code place}; a tied model's head is its embedding. */
    private Input input(TensorPlace place, MergeInput source, int offset) {
        Checkpoint checkpoint = model(source.model());
        String name = place.template().huggingFace(range(source).from() + offset);
        TensorInfo tensor =
                checkpoint
                        .find(name)
                        .or(() -> standIn(checkpoint, place))
                        .orElseGet(() -> checkpoint.tensor(name));
        if (!tensor.shape().equals(place.shape())) {
            throw unfit(
                    "%s: tensor %s has shape %s in '%s' and %s in '%s'; merge models of one shape"
                            .formatted(
                                    source.place(),
                                    name,
                                    place.shape(),
                                    recipe.models().getFirst(),
                                    tensor.shape(),
                                    source.model()));
        }
        return new Input(checkpoint, tensor);
    }

    private Optional<TensorInfo> standIn(Checkpoint checkpoint, TensorPlace place) {
        return place.template().presence() == Presence.UNTIED_EMBEDDINGS
                ? Optional.of(checkpoint.tensors().getFirst())
                : Optional.empty();
    }

    private Formula formula(String tensor, TensorInputs inputs, Spot spot) {
        ParameterLookup lookup = new ParameterLookup(recipe, spot.slice(), tensor, spot.position());
        return switch (recipe.method()) {
            case LINEAR -> linear(inputs, lookup, spot);
            case SLERP ->
                    new SlerpFormula(
                            inputs,
                            spot.slice().baseIndex(),
                            (float) lookup.shared(MergeParameter.T));
            case PASSTHROUGH ->
                    new PassthroughFormula(
                            inputs,
                            lookup.find(
                                            MergeParameter.SCALE,
                                            spot.slice().inputs().getFirst(),
                                            name(inputs, 0))
                                    .map(Double::floatValue));
            case TASK_ARITHMETIC, TIES ->
                    new TaskVectorFormula(inputs, settings(inputs, lookup, spot));
        };
    }

    private static Formula linear(TensorInputs inputs, ParameterLookup lookup, Spot spot) {
        float[] weights = new float[inputs.count()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) lookup.weight(spot.slice().inputs().get(i), name(inputs, i));
        }
        boolean normalize = lookup.flag(MergeParameter.NORMALIZE, true);
        LinearFormula formula = LinearFormula.of(inputs, weights, normalize);
        if (formula.divisor() == 0) {
            throw SundogException.data(
                    "merge-parameter",
                    "%s: the weights of %s sum to 0; change them or say normalize: false"
                            .formatted(spot.slice().place(), name(inputs, 0)));
        }
        return formula;
    }

    private TaskVectorFormula.Settings settings(
            TensorInputs inputs, ParameterLookup lookup, Spot spot) {
        boolean ties = recipe.method() == MergeMethod.TIES;
        int base = spot.slice().baseIndex();
        float[] weights = new float[inputs.count()];
        double[] densities = new double[inputs.count()];
        for (int i = 0; i < weights.length; i++) {
            if (i != base) {
                MergeInput input = spot.slice().inputs().get(i);
                weights[i] = (float) lookup.weight(input, name(inputs, i));
                densities[i] =
                        lookup.find(MergeParameter.DENSITY, input, name(inputs, i)).orElse(1.0);
            }
        }
        return new TaskVectorFormula.Settings(
                base,
                weights,
                densities,
                ties,
                lookup.flag(MergeParameter.NORMALIZE, ties),
                ties && lookup.flag(MergeParameter.RESCALE, false),
                lookup.find(MergeParameter.LAMBDA).orElse(1.0).floatValue());
    }

    private static String name(TensorInputs inputs, int input) {
        return inputs.inputs().get(input).tensor().name();
    }

    private LayerRange range(MergeInput input) {
        return input.layers()
                .orElseGet(() -> new LayerRange(0, model(input.model()).config().layerCount()));
    }

    private Checkpoint model(String name) {
        Checkpoint checkpoint = models.get(name);
        if (checkpoint == null) {
            throw new IllegalArgumentException("no model " + name);
        }
        return checkpoint;
    }

    private static SundogException unfit(String what) {
        return SundogException.data("merge-unfit", what);
    }
}
