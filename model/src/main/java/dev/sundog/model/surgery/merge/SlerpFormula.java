package dev.sundog.model.surgery.merge;

import org.jspecify.annotations.Nullable;

/**
 * Along the arc between two tensors seen as vectors: (sin((1−t)θ)·x + sin(tθ)·y) / sin θ with cos θ
 * = x·y / (|x||y|); a straight line where |cos θ| &gt; 0.9995. The angle is measured when the first
 * rows are asked for.
 *
 * <p>Source: Shoemake, Animating rotation with quaternion curves (SIGGRAPH 1985), section 3.3.
 */
final class SlerpFormula implements Formula {
    private static final double STRAIGHT = 0.9995;
    private static final double SMALLEST_NORM = 1e-8;

    private final TensorInputs inputs;
    private final int base;
    private final float t;
    private @Nullable Coefficients coefficients;

    private record Coefficients(float base, float other) {}

    /** From input {@code base} (t = 0) of the two to the other (t = 1). */
    SlerpFormula(TensorInputs inputs, int base, float t) {
        this.inputs = inputs;
        this.base = base;
        this.t = t;
    }

    @Override
    public TensorInputs inputs() {
        return inputs;
    }

    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        Coefficients factors = coefficients();
        int length = inputs.rowLength();
        float[] x = inputs.buffer();
        float[] y = inputs.buffer();
        inputs.forEachBlock(
                first,
                count,
                (row, rows) -> {
                    inputs.read(base, row, rows, x);
                    inputs.read(1 - base, row, rows, y);
                    int at = offset + (int) (row - first) * length;
                    for (int i = 0; i < rows * length; i++) {
                        target[at + i] =
                                Rounding.to(
                                        inputs.type(),
                                        factors.base() * x[i] + factors.other() * y[i]);
                    }
                });
    }

    private synchronized Coefficients coefficients() {
        Coefficients known = coefficients;
        if (known == null) {
            known = measure();
            coefficients = known;
        }
        return known;
    }

    private Coefficients measure() {
        float[] x = inputs.buffer();
        float[] y = inputs.buffer();
        double[] sums = new double[3];
        inputs.forEachBlock(
                (row, rows) -> {
                    inputs.read(base, row, rows, x);
                    inputs.read(1 - base, row, rows, y);
                    for (int i = 0; i < rows * inputs.rowLength(); i++) {
                        sums[0] += (double) x[i] * x[i];
                        sums[1] += (double) y[i] * y[i];
                        sums[2] += (double) x[i] * y[i];
                    }
                });
        double cosine = sums[2] / (norm(sums[0]) * norm(sums[1]));
        if (Math.abs(cosine) > STRAIGHT) {
            return new Coefficients(1 - t, t);
        }
        double angle = Math.acos(cosine);
        double sine = Math.sin(angle);
        return new Coefficients(
                (float) (Math.sin((1 - t) * angle) / sine), (float) (Math.sin(t * angle) / sine));
    }

    private static double norm(double squares) {
        double norm = Math.sqrt(squares);
        return norm > SMALLEST_NORM ? norm : 1;
    }
}
