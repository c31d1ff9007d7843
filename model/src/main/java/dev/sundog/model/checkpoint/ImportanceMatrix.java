package dev.sundog.model.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What llama.cpp calls an importance matrix: for each weight matrix the sum of squares of what
 * reached each of its input columns, over all tokens of some texts.
 *
 * @param entries by GGUF name of the weight matrix
 * @param datasets the texts, as far as known
 * @param chunkCount windows of tokens that were read
 * @param chunkSize tokens of a window; 0 if not known
 */
public record ImportanceMatrix(
        Map<String, Entry> entries, List<String> datasets, int chunkCount, int chunkSize) {

    public ImportanceMatrix {
        entries = new LinkedHashMap<>(entries);
        datasets = List.copyOf(datasets);
    }

    /**
     * Sums of one weight matrix, or of the experts' matrices of one layer.
     *
     * @param sums sums of squares, {@code [matrices, columns]}
     * @param counts how many rows were summed, one number a matrix
     */
    public record Entry(float[] sums, float[] counts) {
        public Entry {
            if (counts.length == 0 || sums.length % counts.length != 0) {
                throw new IllegalArgumentException(
                        sums.length + " sums of " + counts.length + " matrices");
            }
        }

        /**
         * Mean squares of one matrix; 1 everywhere if nothing ever reached it.
         *
         * @param columns of a matrix; the older form of the files does not say how many matrices
         *     there are
         */
        public float[] means(int matrix, int columns) {
            float[] means = new float[columns];
            float count = counts[Math.min(matrix, counts.length - 1)];
            for (int i = 0; i < columns; i++) {
                means[i] = count > 0 ? sums[matrix * columns + i] / count : 1;
            }
            return means;
        }

        /** Columns of a matrix, if {@link #counts} tells how many there are. */
        int columns() {
            return sums.length / counts.length;
        }
    }
}
