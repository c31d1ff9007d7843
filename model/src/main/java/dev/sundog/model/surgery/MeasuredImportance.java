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
    public Optional<float[]> of(TensorInfo tensor, String ggufName, int expert) {
        ImportanceMatrix.Entry entry = matrix.entries().get(ggufName);
        if (entry == null) {
            return Optional.empty();
        }
        int columns = tensor.rowLength();
        int found = entry.sums().length;
        if (found % columns != 0 || (long) (expert + 1) * columns > found) {
            throw SundogException.data(
                    "imatrix-shape",
                    ("%s: %s has %d numbers for columns, expected %d as %s has; use the importance"
                                    + " of this model")
                            .formatted(origin, ggufName, found, columns, tensor.name()));
        }
        return Optional.of(entry.means(expert, columns));
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
