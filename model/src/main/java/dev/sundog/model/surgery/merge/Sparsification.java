package dev.sundog.model.surgery.merge;

/** How task vectors are thinned out before they are summed. */
enum Sparsification {
    NONE,
    /** The largest magnitudes stay. */
    MAGNITUDE,
    /** The largest magnitudes but for the very largest stay. */
    OUTLIERS,
    /** Chance alone decides. */
    RANDOM,
    /** Chance decides, weighted by the rank of the magnitude. */
    RANKED;

    /** Whether it draws random numbers. */
    boolean random() {
        return this == RANDOM || this == RANKED;
    }
}
