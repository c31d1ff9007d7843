package dev.sundog.inference.grammar;

/**
 * A grammar as a network over bytes: each rule is a part of it with a start and an end, and an edge
 * may call a rule and go on where it ends. Rules are free of left recursion, and whatever can be
 * begun can be completed. Immutable.
 *
 * @param start state to begin with
 * @param starts of each state: index of its first edge in {@code labels} and {@code targets}; one
 *     more at the end
 * @param labels of an edge: {@code low << 8 | high} of its bytes, {@link #SKIP}, or {@code -2 -
 *     start} of the rule it calls
 * @param targets where an edge leads, of a call where it goes on
 * @param ends whether a state is the end of its rule
 */
record ByteNetwork(int start, int[] starts, int[] labels, int[] targets, boolean[] ends) {
    /** Label of an edge that needs no byte. */
    static final int SKIP = -1;

    /** Label of an edge that calls the rule that begins at {@code start}. */
    static int call(int start) {
        return -2 - start;
    }

    static boolean isCall(int label) {
        return label < SKIP;
    }

    static int called(int label) {
        return -2 - label;
    }

    int size() {
        return ends.length;
    }
}
