package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.ArchitectureDescription.Size;
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
import dev.sundog.model.surgery.merge.MergedVocabulary.Alignment;
import dev.sundog.model.surgery.merge.TensorInputs.Input;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** From a recipe and its open models to what each tensor is computed from; one use. */
final class MergePlanner {
    private static final List<String> SPECIAL_TOKENS =
            List.of("bos_token_id", "eos_token_id", "pad_token_id");

    private final MergeRecipe recipe;
    private final Map<String, Checkpoint> models;
    private final Checkpoint first;
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final MergedTokenizer tokenizer;
    private final FormulaPlanner formulas;

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
     * @param tokenizer of the result
     * @param seed of methods that draw random numbers
     */
    MergePlanner(
            MergeRecipe recipe,
            Map<String, Checkpoint> models,
            MergedTokenizer tokenizer,
            long seed) {
        this.recipe = recipe;
        this.models = models;
        this.tokenizer = tokenizer;
        this.formulas = new FormulaPlanner(recipe, seed);
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
        tokenizer
                .vocabulary()
                .ifPresent(vocabulary -> setVocabulary(json, description, vocabulary));
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
        return new MergePlan(json, tensors, formulas.formulas(), lineage(layers));
    }

    /** Size and special tokens of the vocabulary that the result gets. */
    private void setVocabulary(
            ObjectNode json, ArchitectureDescription description, MergedVocabulary vocabulary) {
        json.put(description.key(Field.VOCABULARY_SIZE).key(), vocabulary.rowCount());
        ObjectNode donor = model(tokenizer.donor()).configJson();
        for (String key : SPECIAL_TOKENS) {
            if (donor.has(key)) {
                json.set(key, donor.get(key));
            }
        }
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
        Optional<MergedVocabulary> vocabulary =
                place.template().shape().getFirst() == Size.VOCABULARY_SIZE
                        ? tokenizer.vocabulary()
                        : Optional.empty();
        for (MergeInput source : spot.slice().inputs()) {
            Input input = input(place, source, spot.offset(), vocabulary.isPresent());
            boolean quantised = !input.tensor().type().isFloat();
            ElementType exact = quantised ? ElementType.F32 : input.tensor().type();
            ElementType usual = FloatTypes.of(input.checkpoint(), input.tensor());
            computed = inputs.isEmpty() ? exact : MergePlan.widest(computed, exact);
            written = inputs.isEmpty() ? usual : MergePlan.widest(written, usual);
            inputs.add(input);
        }
        Optional<ElementType> told = recipe.outDtype().or(recipe::dtype);
        ElementType type = recipe.dtype().orElse(computed);
        List<Input> all =
                vocabulary.map(rows -> aligned(inputs, rows, spot.slice(), type)).orElse(inputs);
        tensors.add(new TensorInfo(place.huggingFace(), told.orElse(written), place.shape()));
        formulas.add(
                place.huggingFace(),
                new TensorInputs(all, type, place.shape()),
                spot.slice(),
                spot.position());
    }

    private static List<Input> aligned(
            List<Input> inputs, MergedVocabulary vocabulary, MergeSlice slice, ElementType type) {
        Alignment alignment =
                vocabulary.align(
                        slice.inputs().stream().map(MergeInput::model).toList(), slice.baseModel());
        List<Input> result = new ArrayList<>();
        for (int model = 0; model < inputs.size(); model++) {
            Input input = inputs.get(model);
            result.add(
                    new Input(
                            input.checkpoint(),
                            input.tensor(),
                            Optional.of(new AlignedRows(inputs, model, alignment, type))));
        }
        return result;
    }

    /** The tensor of {@code source} for {@code place}; a tied model's head is its embedding. */
    private Input input(TensorPlace place, MergeInput source, int offset, boolean anyRows) {
        Checkpoint checkpoint = model(source.model());
        String name = place.template().huggingFace(range(source).from() + offset);
        TensorInfo tensor =
                checkpoint
                        .find(name)
                        .or(() -> standIn(checkpoint, place))
                        .orElseGet(() -> checkpoint.tensor(name));
        int fixed = anyRows ? 1 : 0;
        List<Long> expected = place.shape().subList(fixed, place.shape().size());
        if (tensor.shape().size() != place.shape().size()
                || !tensor.shape().subList(fixed, tensor.shape().size()).equals(expected)) {
            boolean rows = place.template().shape().getFirst() == Size.VOCABULARY_SIZE;
            throw unfit(
                    "%s: tensor %s has shape %s in '%s' and %s in '%s'; %s"
                            .formatted(
                                    source.place(),
                                    name,
                                    place.shape(),
                                    recipe.models().getFirst(),
                                    tensor.shape(),
                                    source.model(),
                                    rows
                                            ? "add tokenizer_source: base or union, or merge models"
                                                    + " of one shape"
                                            : "merge models of one shape"));
        }
        return new Input(checkpoint, tensor);
    }

    private Optional<TensorInfo> standIn(Checkpoint checkpoint, TensorPlace place) {
        return place.template().presence() == Presence.UNTIED_EMBEDDINGS
                ? Optional.of(checkpoint.tensors().getFirst())
                : Optional.empty();
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
