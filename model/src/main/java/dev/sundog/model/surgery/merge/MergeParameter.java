package dev.sundog.model.surgery.merge;

import java.util.Locale;

/** A parameter of some merge method, by mergekit's name in lower case. */
public enum MergeParameter {
    /** Coefficient of an input. */
    WEIGHT(false),
    /** Share of the elements of a task vector that is kept. */
    DENSITY(false),
    /** Position between two models, 0 to 1. */
    T(false),
    /** Factor of a tensor that is passed through. */
    SCALE(false),
    /** Factor of the merged task vector. */
    LAMBDA(false),
    /** Whether to divide by the sum of the weights. */
    NORMALIZE(true),
    /** Whether a trimmed task vector gets the sum of magnitudes back that it had. */
    RESCALE(true),
    /** Memory for signs in mergekit; changes nothing in the result. */
    INT8_MASK(true);

    private final boolean flag;

    MergeParameter(boolean flag) {
        this.flag = flag;
    }

    /** Whether it is true or false instead of a number. */
    public boolean flag() {
        return flag;
    }

    /** Its name in a recipe. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
