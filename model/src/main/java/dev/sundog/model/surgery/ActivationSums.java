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

    /** Of one matrix. */
    private static final class Sums {
        private final double[] squares;
        private long rows;

        private Sums(int columns) {
            squares = new double[columns];
        }
    }

    /**
     * Takes note of what is multiplied with a matrix.
     *
     * @param ggufName what GGUF calls the matrix
     * @param x activations, {@code [rows, columns]} from {@code offset} on
     */
    public synchronized void add(String ggufName, float[] x, int offset, int rows, int columns) {
        Sums found = sums.computeIfAbsent(ggufName, name -> new Sums(columns));
        if (found.squares.length != columns) {
            throw new IllegalArgumentException(
                    ggufName + " has " + found.squares.length + " columns, not " + columns);
        }
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                double value = x[offset + r * columns + i];
                found.squares[i] += value * value;
            }
        }
        found.rows += rows;
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
                    entries.put(
                            name,
                            new ImportanceMatrix.Entry(squares, new float[] {(float) found.rows}));
                });
        return new ImportanceMatrix(entries, List.of(dataset), chunkCount, chunkSize);
    }
}
