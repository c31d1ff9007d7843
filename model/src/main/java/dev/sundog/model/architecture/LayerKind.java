package dev.sundog.model.architecture;

/**
 * What sets one layer apart from its neighbours.
 *
 * @param window positions it sees, its own included; 0 for all
 * @param rotation how its queries and keys are rotated
 * @param experts whether its feed-forward network is a mixture of experts
 */
public record LayerKind(int window, Rotation rotation, boolean experts) {
    /** A layer that sees everything, rotates and has one feed-forward network. */
    public static final LayerKind PLAIN = new LayerKind(0, Rotation.GLOBAL, false);

    public LayerKind {
        if (window < 0) {
            throw new IllegalArgumentException(
                    "sliding_window is " + window + ", expected 1 or more");
        }
    }
}
