package dev.sundog.cli.recipe;

import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;

import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of stages there are, in the order of a line. Instruction tuning, alignment and merging
 * take their places between PRETRAIN and QUANTIZE.
 */
public enum StageKind {
    WORLD(WorldStage.class, false),
    TOKENIZER(TokenizerStage.class, false),
    INIT(InitStage.class, true),
    BASE(BaseStage.class, true),
    UPSCALE(UpscaleStage.class, true),
    PRETRAIN(PretrainStage.class, true),
    QUANTIZE(QuantizeStage.class, true);

    private final Class<? extends Record> type;
    private final boolean yieldsModel;

    <T extends Record & StageWork> StageKind(Class<T> type, boolean yieldsModel) {
        this.type = type;
        this.yieldsModel = yieldsModel;
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
        return (StageWork) RecordBinder.bind(document, node, path, type);
    }
}
