package dev.sundog.inference.sampling;

/** The tokens that may come next. For one thread. */
public interface TokenFilter {
    /** Whether a token may come next. */
    boolean allows(int id);

    /** Whether {@link #allowed} is at hand and short. */
    boolean listed();

    /** All tokens that may come next, ascending; at least one. */
    int[] allowed();
}
