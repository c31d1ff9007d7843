package dev.sundog.model.surgery;

import dev.sundog.model.checkpoint.ImportanceMatrix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the squares of what reaches each column of each matrix while a model reads a text.
 * Thread-safe.
 *
 * <p>Source: llama.cpp, {@code llama-imatrix}.
 */
public final class ActivationSums {
    private final Map<String, Sums> sums = new LinkedHashMap<>();

    /** Of one matrix, or of a stack of experts. */
    private static final class Sums {
        private final double[] squares;
        private final long[] rows;

        private Sums(int matrices, int columns) {
            squares = new double[Math.multiplyExact(matrices, columns)];
            rows = new long[matrices];
        }
    }

    /**
     * Takes note of what is multiplied with a matrix.
     *
     * @param ggufName what GGUF calls the matrix, or the stack of experts it belongs to
     * @param matrix its place in the stack; 0 if it stands alone
     * @param matrices how many the stack has; 1 if it stands alone
     * @param x activations, {@code [rows, columns]}
     */
    public synchronized void add(
            String ggufName, int matrix, int matrices, float[] x, int rows, int columns) {
        Sums found = sums.computeIfAbsent(ggufName, name -> new Sums(matrices, columns));
        if (found.squares.length != matrices * columns) {
            throw new IllegalArgumentException(
                    "%s has %d columns, not %d of %d"
                            .formatted(ggufName, found.squares.length, matrices, columns));
        }
        int base = matrix * columns;
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                double value = x[r * columns + i];
                found.squares[base + i] += value * value;
            }
        }
        found.rows[matrix] += rows;
    }

    /**
     * What was added up so far.
     *
     * @param dataset what the text is called
     * @param chunkCount windows that were read
     * @param chunkSize tokens of a window
     */
    public synchronized ImportanceMatrix toMatrix(String dataset, int chunkCount, int chunkSize) {
        Map<String, ImportanceMatrix.Entry> entries = new LinkedHashMap<>();
        sums.forEach(
                (name, found) -> {
                    float[] squares = new float[found.squares.length];
                    for (int i = 0; i < squares.length; i++) {
                        squares[i] = (float) found.squares[i];
                    }
                    float[] counts = new float[found.rows.length];
                    for (int i = 0; i < counts.length; i++) {
                        counts[i] = found.rows[i];
                    }
                    entries.put(name, new ImportanceMatrix.Entry(squares, counts));
                });
        return new ImportanceMatrix(entries, List.of(dataset), chunkCount, chunkSize);
    }
}
