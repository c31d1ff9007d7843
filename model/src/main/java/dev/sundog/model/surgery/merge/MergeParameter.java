package dev.sundog.model.surgery.merge;

import java.util.Locale;

/** A parameter of some merge method, by mergekit's name in lower case. */
public enum MergeParameter {
    /** Coefficient of an input. */
    WEIGHT,
    /** Share of the elements of a task vector that is kept. */
    DENSITY(0, 1),
    /** Share of the elements of a task vector that is dropped for being the largest. */
    GAMMA(0, 1),
    /** How far the probabilities of keeping an element are from the density. */
    EPSILON(0, 1),
    /** Position between two models, 0 to 1. */
    T,
    /** Factor of a tensor that is passed through. */
    SCALE,
    /** Factor of the merged task vector. */
    LAMBDA,
    /** Whether to divide by the sum of the weights. */
    NORMALIZE(true),
    /** Whether a thinned task vector gets the sum of magnitudes back that it had. */
    RESCALE(true),
    /** Whether each row is a vector of its own. */
    FILTER_WISE(true),
    /** Whether a whole tensor is one vector. */
    NUSLERP_FLATTEN(true),
    /** Whether, not flattened, vectors are columns (mergekit's dimension 0) instead of rows. */
    NUSLERP_ROW_WISE(true),
    /** Memory for signs in mergekit; changes nothing in the result. */
    INT8_MASK(true);

    private final boolean flag;
    private final double smallest;
    private final double largest;

    MergeParameter() {
        this(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    MergeParameter(double smallest, double largest) {
        this.flag = false;
        this.smallest = smallest;
        this.largest = largest;
    }

    MergeParameter(boolean flag) {
        this.flag = flag;
        this.smallest = 0;
        this.largest = 1;
    }

    /** Whether it is true or false instead of a number. */
    public boolean flag() {
        return flag;
    }

    /** The smallest value that makes sense. */
    double smallest() {
        return smallest;
    }

    /** The largest value that makes sense. */
    double largest() {
        return largest;
    }

    /** Its name in a recipe. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
