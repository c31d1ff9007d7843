package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

import org.jspecify.annotations.Nullable;

/**
 * Along the arc between two tensors: (sin((1−t)θ)·x + sin(tθ)·y) / sin θ, a straight line where
 * they point the same way; θ is that of the whole tensors, of each pair of rows or of each pair of
 * columns. With a base, x and y are differences to it and the result is added to it. Every step is
 * rounded to the type that is computed in.
 *
 * <p>Source: Shoemake, Animating rotation with quaternion curves (SIGGRAPH 1985), section 3.3.
 */
final class NuslerpFormula implements Formula {
    private static final float SMALLEST_NORM = 1e-7f;
    private static final double STRAIGHT = 1e-16;

    private final TensorInputs inputs;
    private final Settings settings;
    private final ElementType type;
    private Arc @Nullable [] arcs;

    /** What one angle is measured of. */
    enum Grouping {
        WHOLE,
        ROWS,
        COLUMNS
    }

    /**
     * What a recipe says.
     *
     * @param base index of the base among the inputs, −1 without one
     * @param first index of x
     * @param second index of y
     * @param t position from x to y
     * @param grouping what one angle is measured of
     */
    record Settings(int base, int first, int second, double t, Grouping grouping) {}

    /** Coefficients of one pair of vectors; the sine divides unless they are straight. */
    private record Arc(boolean straight, float first, float second, float sine) {}

    NuslerpFormula(TensorInputs inputs, Settings settings) {
        this.inputs = inputs;
        this.settings = settings;
        this.type = inputs.type();
    }

    @Override
    public TensorInputs inputs() {
        return inputs;
    }

    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        Arc[] known = settings.grouping() == Grouping.ROWS ? new Arc[0] : arcs();
        int length = inputs.rowLength();
        float[] base = inputs.buffer();
        float[] x = inputs.buffer();
        float[] y = inputs.buffer();
        inputs.forEachBlock(
                first,
                count,
                (row, rows) -> {
                    readVectors(row, rows, base, x, y);
                    for (int r = 0; r < rows; r++) {
                        int from = r * length;
                        int at = offset + (int) (row - first + r) * length;
                        Arc[] arcs =
                                settings.grouping() == Grouping.ROWS
                                        ? new Arc[] {arcOfRow(x, y, from)}
                                        : known;
                        for (int i = 0; i < length; i++) {
                            Arc arc = arcs[arcs.length == 1 ? 0 : i];
                            float value = between(arc, x[from + i], y[from + i]);
                            target[at + i] =
                                    settings.base() < 0 ? value : round(base[from + i] + value);
                        }
                    }
                });
    }

    private float between(Arc arc, float x, float y) {
        float sum = round(round(arc.first() * x) + round(arc.second() * y));
        return arc.straight() ? sum : round(sum / arc.sine());
    }

    private void readVectors(long row, int rows, float[] base, float[] x, float[] y) {
        inputs.read(settings.first(), row, rows, x);
        inputs.read(settings.second(), row, rows, y);
        if (settings.base() >= 0) {
            inputs.read(settings.base(), row, rows, base);
            for (int i = 0; i < rows * inputs.rowLength(); i++) {
                x[i] = round(x[i] - base[i]);
                y[i] = round(y[i] - base[i]);
            }
        }
    }

    private Arc arcOfRow(float[] x, float[] y, int from) {
        int length = inputs.rowLength();
        double squareOfX = 0;
        double squareOfY = 0;
        for (int i = from; i < from + length; i++) {
            squareOfX += (double) x[i] * x[i];
            squareOfY += (double) y[i] * y[i];
        }
        float normOfX = norm(squareOfX);
        float normOfY = norm(squareOfY);
        double cosine = 0;
        for (int i = from; i < from + length; i++) {
            cosine += product(x[i], normOfX, y[i], normOfY);
        }
        return arc(cosine);
    }

    private synchronized Arc[] arcs() {
        Arc[] known = arcs;
        if (known == null) {
            known = measure(settings.grouping() == Grouping.WHOLE ? 1 : inputs.rowLength());
            arcs = known;
        }
        return known;
    }

    /** One arc, or one a column. */
    private Arc[] measure(int groups) {
        double[] squaresOfX = new double[groups];
        double[] squaresOfY = new double[groups];
        forEachPair(
                groups,
                (group, x, y) -> {
                    squaresOfX[group] += (double) x * x;
                    squaresOfY[group] += (double) y * y;
                });
        float[] normsOfX = norms(squaresOfX);
        float[] normsOfY = norms(squaresOfY);
        double[] cosines = new double[groups];
        forEachPair(
                groups,
                (group, x, y) -> cosines[group] += product(x, normsOfX[group], y, normsOfY[group]));
        Arc[] result = new Arc[groups];
        for (int group = 0; group < groups; group++) {
            result[group] = arc(cosines[group]);
        }
        return result;
    }

    /** Sees a pair of elements. */
    @FunctionalInterface
    private interface PairVisitor {
        void pair(int group, float x, float y);
    }

    private void forEachPair(int groups, PairVisitor visitor) {
        float[] base = inputs.buffer();
        float[] x = inputs.buffer();
        float[] y = inputs.buffer();
        int length = inputs.rowLength();
        inputs.forEachBlock(
                (row, rows) -> {
                    readVectors(row, rows, base, x, y);
                    for (int i = 0; i < rows * length; i++) {
                        visitor.pair(groups == 1 ? 0 : i % length, x[i], y[i]);
                    }
                });
    }

    private float[] norms(double[] squares) {
        float[] norms = new float[squares.length];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = norm(squares[i]);
        }
        return norms;
    }

    private float norm(double squares) {
        return round(Math.max(round((float) Math.sqrt(squares)), SMALLEST_NORM));
    }

    private float product(float x, float normOfX, float y, float normOfY) {
        return round(round(x / normOfX) * round(y / normOfY));
    }

    private Arc arc(double sum) {
        double t = settings.t();
        float cosine = Math.clamp(round((float) sum), -1f, 1f);
        if (round(1 - round(cosine * cosine)) <= STRAIGHT) {
            return new Arc(true, (float) (1 - t), (float) t, 1);
        }
        float angle = round((float) Math.acos(cosine));
        return new Arc(
                false,
                round((float) Math.sin(round((float) (1 - t) * angle))),
                round((float) Math.sin(round((float) t * angle))),
                round((float) Math.sin(angle)));
    }

    private float round(float value) {
        return Rounding.to(type, value);
    }
}
