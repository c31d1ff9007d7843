package dev.sundog.model.surgery.adapter;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.progress.ProgressListener;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The factors of the differences of projections, one projection after the other as they are
 * written, so that only one is held. Thread-safe.
 */
final class Factorisation {
    private static final int PIECE_ELEMENTS = 1 << 18;

    private final Checkpoint base;
    private final Checkpoint model;
    private final List<TensorInfo> projections;
    private final List<TensorInfo> b;
    private final int rank;
    private final ProgressListener progress;
    private @Nullable Factored current;
    private double squares;
    private double missed;
    private int done;

    /** The factors of one projection. */
    private record Factored(TensorInfo projection, float[] a, float[] b) {}

    /**
     * @param b the right factors that will be asked for, the very same objects; all others are left
     *     ones
     */
    Factorisation(
            Checkpoint base,
            Checkpoint model,
            List<TensorInfo> projections,
            List<TensorInfo> b,
            int rank,
            ProgressListener progress) {
        this.base = base;
        this.model = model;
        this.projections = projections;
        this.b = b;
        this.rank = rank;
        this.progress = progress;
    }

    /** Rows of a factor. */
    void readRows(TensorInfo factor, long first, int rows, float[] target, int offset) {
        Factored factored = factored(factor.name());
        boolean right = b.stream().anyMatch(info -> info == factor);
        int length = factor.rowLength();
        System.arraycopy(
                right ? factored.b() : factored.a(),
                (int) first * length,
                target,
                offset,
                rows * length);
    }

    /** Norm of what all factors miss of the differences over the norm of these. */
    synchronized double relativeError() {
        return squares == 0 ? 0 : Math.sqrt(missed / squares);
    }

    private synchronized Factored factored(String name) {
        Factored known = current;
        if (known == null || !known.projection().name().equals(name)) {
            current = null;
            TensorInfo projection =
                    projections.stream()
                            .filter(tensor -> tensor.name().equals(name))
                            .findFirst()
                            .orElseThrow();
            known = factor(projection);
            current = known;
            progress.onProgress("extract", ++done, projections.size());
        }
        return known;
    }

    private float[] difference(TensorInfo tensor) {
        float[] difference = model.readAll(tensor);
        TensorInfo before = base.tensor(tensor.name());
        int length = tensor.rowLength();
        int step = Math.max(1, PIECE_ELEMENTS / length);
        float[] piece = new float[step * length];
        for (long row = 0; row < tensor.rowCount(); row += step) {
            int rows = (int) Math.min(step, tensor.rowCount() - row);
            base.readRows(before, row, rows, piece, 0);
            int at = (int) row * length;
            for (int i = 0; i < rows * length; i++) {
                difference[at + i] -= piece[i];
            }
        }
        return difference;
    }

    private Factored factor(TensorInfo tensor) {
        float[] difference = difference(tensor);
        int rows = Math.toIntExact(tensor.rowCount());
        int columns = tensor.rowLength();
        TruncatedSvd svd = TruncatedSvd.of(difference, rows, columns, rank);
        float[] left = new float[rank * columns];
        float[] right = new float[rows * rank];
        double all = 0;
        for (float value : difference) {
            all += (double) value * value;
        }
        double kept = 0;
        for (int k = 0; k < rank; k++) {
            double root = Math.sqrt(svd.s()[k]);
            kept += svd.s()[k] * svd.s()[k];
            for (int j = 0; j < columns; j++) {
                left[k * columns + j] = (float) (root * svd.v()[j][k]);
            }
            for (int i = 0; i < rows; i++) {
                right[i * rank + k] = (float) (root * svd.u()[i][k]);
            }
        }
        squares += all;
        missed += Math.max(0, all - kept);
        return new Factored(tensor, left, right);
    }
}
