package dev.sundog.model.surgery;

import dev.sundog.model.checkpoint.ImportanceMatrix;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;

import java.util.List;
import java.util.Optional;

/**
 * Importance as it was measured.
 *
 * @param matrix the measurement
 * @param origin where it comes from, for messages
 */
public record MeasuredImportance(ImportanceMatrix matrix, String origin) implements Importance {
    @Override
    public Optional<float[]> of(TensorInfo tensor, String ggufName) {
        ImportanceMatrix.Entry entry = matrix.entries().get(ggufName);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.columns() != tensor.rowLength()) {
            throw SundogException.data(
                    "imatrix-shape",
                    ("%s: %s has %d columns, expected %d as in %s; use the importance of this"
                                    + " model")
                            .formatted(
                                    origin,
                                    ggufName,
                                    entry.columns(),
                                    tensor.rowLength(),
                                    tensor.name()));
        }
        return Optional.of(entry.means(0));
    }

    @Override
    public boolean isEmpty() {
        return matrix.entries().isEmpty();
    }

    @Override
    public List<String> sources() {
        return matrix.datasets();
    }
}
