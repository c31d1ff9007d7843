package dev.sundog.model.checkpoint;

/**
 * In which order a file stores the rows of a tensor.
 *
 * <p>Hugging Face keeps the two rotated halves of each head apart, row {@code half·(headSize/2) +
 * pair}; GGUF's {@code llama} interleaves them, row {@code 2·pair + half}.
 *
 * @param headSize rows of a head that GGUF interleaves, 0 for Hugging Face order
 */
record RowOrder(int headSize) {
    static final RowOrder SAME = new RowOrder(0);

    boolean isSame() {
        return headSize == 0;
    }

    /** Where the file stores the row that Hugging Face calls {@code row}. */
    long stored(long row) {
        if (headSize == 0) {
            return row;
        }
        int halfSize = headSize / 2;
        long within = row % headSize;
        return row - within + 2 * (within % halfSize) + within / halfSize;
    }

    /** Which Hugging Face row the file stores at {@code row}: the inverse of {@link #stored}. */
    long original(long row) {
        if (headSize == 0) {
            return row;
        }
        long within = row % headSize;
        return row - within + (within % 2) * (headSize / 2) + within / 2;
    }
}
