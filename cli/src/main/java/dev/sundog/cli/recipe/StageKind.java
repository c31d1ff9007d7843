package dev.sundog.cli.recipe;

import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.surgery.merge.MergeRecipe;
import dev.sundog.training.run.TrainingConfig;

import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of stages there are, in the order of a line. */
public enum StageKind {
    WORLD(
            false,
            (document, node, path) -> RecordBinder.bind(document, node, path, WorldStage.class)),
    TOKENIZER(
            false,
            (document, node, path) ->
                    RecordBinder.bind(document, node, path, TokenizerStage.class)),
    INIT(true, (document, node, path) -> RecordBinder.bind(document, node, path, InitStage.class)),
    BASE(true, (document, node, path) -> RecordBinder.bind(document, node, path, BaseStage.class)),
    SAMPLE(
            false,
            (document, node, path) -> RecordBinder.bind(document, node, path, SampleStage.class)),
    UPSCALE(
            true,
            (document, node, path) -> RecordBinder.bind(document, node, path, UpscaleStage.class)),
    PRETRAIN(true, training(TrainingKind.PRETRAIN)),
    SFT(true, training(TrainingKind.SFT)),
    ALIGN(true, training(TrainingKind.ALIGN)),
    MERGE(
            true,
            (document, node, path) -> new MergeStage(MergeRecipe.of(document.part(path, node)))),
    QUANTIZE(
            true,
            (document, node, path) -> RecordBinder.bind(document, node, path, QuantizeStage.class));

    private final boolean yieldsModel;
    private final Binding binding;

    StageKind(boolean yieldsModel, Binding binding) {
        this.yieldsModel = yieldsModel;
        this.binding = binding;
    }

    private static Binding training(TrainingKind kind) {
        return (document, node, path) ->
                new TrainingStage(
                        kind, RecordBinder.bind(document, node, path, TrainingConfig.class));
    }

    /** Reads a stage of one kind from its mapping. */
    @FunctionalInterface
    private interface Binding {
        StageWork bind(ConfigurationDocument document, ObjectNode node, String path);
    }

    /** Whether its folder holds a model, to be evaluated. */
    public boolean yieldsModel() {
        return yieldsModel;
    }

    /** How it is written in a recipe. */
    public String key() {
        return RecordBinder.spelling(this);
    }

    static Optional<StageKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(StageKind::key).toList();
    }

    StageWork bind(ConfigurationDocument document, ObjectNode node, String path) {
        return binding.bind(document, node, path);
    }
}
