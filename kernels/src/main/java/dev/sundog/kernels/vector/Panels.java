package dev.sundog.kernels.vector;

/**
 * Rows of one stored type in panels of {@link Lanes#PANEL_ROWS}; rows beyond the last are zero.
 * Immutable and thread-safe.
 */
sealed interface Panels permits FloatPanels, GroupPanels, HalfPanels, Int8Panels, NibblePanels {
    /** Columns of a block with one scale. */
    int BLOCK = 32;

    /** Rows, without padding. */
    int rows();

    /** Bytes held. */
    long byteSize();

    /** Whether {@link #multiply} reads {@link Activations#blockSums}. */
    default boolean usesBlockSums() {
        return false;
    }

    /**
     * One panel times one row of activations.
     *
     * @param out receives {@link Lanes#PANEL_ROWS} sums at 0
     */
    void multiply(int panel, Activations row, float[] out);

    /**
     * Decodes columns {@code [from, to)} of a panel into {@code float[to - from][PANEL_ROWS]}.
     *
     * @param from a multiple of {@link #BLOCK} unless it is zero
     */
    void unpack(int panel, int from, int to, float[] target);
}
