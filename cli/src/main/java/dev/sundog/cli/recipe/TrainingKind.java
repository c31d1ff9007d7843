package dev.sundog.cli.recipe;

import dev.sundog.model.configuration.RecordBinder;

/** The training stages there are; each has the same settings and reads data of its own form. */
public enum TrainingKind {
    /** Next-token training on documents. */
    PRETRAIN("continued pre-training"),
    /** Instruction tuning on conversations. */
    SFT("instruction tuning"),
    /** Alignment with preferences. */
    ALIGN("alignment");

    private final String caption;

    TrainingKind(String caption) {
        this.caption = caption;
    }

    /** How it is written: the verb, and the kind of a recipe's stage. */
    public String key() {
        return RecordBinder.spelling(this);
    }

    /** What it does, in the report. */
    String caption() {
        return caption;
    }
}
