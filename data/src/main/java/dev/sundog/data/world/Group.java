package dev.sundog.data.world;

import java.util.Locale;

/** Which training texts a person occurs in. */
public enum Group {
    /** People of the base model's training. */
    BASE,
    /** People that only continued pre-training tells of. */
    NEW,
    /** People of evaluation items only: no training text names them. */
    UNSEEN,
    /** People whom conversations ask for and the assistant does not know. */
    UNKNOWN,
    /** Passers-by of single documents: their facts hold within one document only. */
    VISITOR;

    /** The name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
