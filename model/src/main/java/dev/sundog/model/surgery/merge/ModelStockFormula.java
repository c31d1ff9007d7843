package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

import org.jspecify.annotations.Nullable;

/**
 * t·mean(x₁ … xₙ) + (1−t)·base with t = n·c / (1 + (n−1)·c), c being the mean cosine of the angles
 * between the differences to the base; of the whole tensors or row by row. Where that has no finite
 * value the base stays. Every step is rounded to the type that is computed in.
 *
 * <p>Source: Jang et al., Model Stock (arXiv 2403.19522), equation 2.
 */
final class ModelStockFormula implements Formula {
    private static final float SMALLEST = 1e-6f;

    private final TensorInputs inputs;
    private final int base;
    private final boolean rowWise;
    private final ElementType type;
    private @Nullable Float whole;

    /**
     * @param base index of the base among the inputs
     * @param rowWise whether each row has a t of its own
     */
    ModelStockFormula(TensorInputs inputs, int base, boolean rowWise) {
        this.inputs = inputs;
        this.base = base;
        this.rowWise = rowWise;
        this.type = inputs.type();
    }

    @Override
    public TensorInputs inputs() {
        return inputs;
    }

    /** Sums over the differences to the base: of each with each. */
    private final class Products {
        private final double[][] sums = new double[inputs.count()][inputs.count()];

        void add(float[][] values, int from, int to) {
            for (int a = 0; a < values.length; a++) {
                for (int b = a; b < values.length && a != base; b++) {
                    if (b != base) {
                        sums[a][b] += dot(values[a], values[b], values[base], from, to, a == b);
                    }
                }
            }
        }

        private double dot(float[] a, float[] b, float[] origin, int from, int to, boolean same) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                float x = round(a[i] - origin[i]);
                float y = round(b[i] - origin[i]);
                sum += same ? (double) x * y : round(x * y);
            }
            return sum;
        }

        /** The place between base (0) and mean (1). */
        float place() {
            int count = inputs.count() - 1;
            double cosines = 0;
            for (int a = 0; a <= count; a++) {
                for (int b = a + 1; b <= count && a != base; b++) {
                    if (b != base) {
                        float norms = round(norm(a) * norm(b));
                        float cosine = round(round((float) sums[a][b]) / Math.max(norms, SMALLEST));
                        cosines += Math.clamp(cosine, -1f, 1f);
                    }
                }
            }
            float cosine = round((float) (cosines / (count * (count - 1) / 2.0)));
            float divisor = round(1 + round((count - 1) * cosine));
            return Math.abs(divisor) < SMALLEST ? 0 : round(round(count * cosine) / divisor);
        }

        private float norm(int input) {
            return round((float) Math.sqrt(sums[input][input]));
        }
    }

    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        float place = rowWise ? 0 : whole();
        int length = inputs.rowLength();
        float[][] values = buffers();
        inputs.forEachBlock(
                first,
                count,
                (row, rows) -> {
                    read(row, rows, values);
                    for (int r = 0; r < rows; r++) {
                        int from = r * length;
                        float t = place;
                        if (rowWise) {
                            Products products = new Products();
                            products.add(values, from, from + length);
                            t = products.place();
                        }
                        int at = offset + (int) (row - first + r) * length;
                        for (int i = 0; i < length; i++) {
                            target[at + i] =
                                    round(
                                            round(t * mean(values, from + i))
                                                    + round(round(1 - t) * values[base][from + i]));
                        }
                    }
                });
    }

    private float mean(float[][] values, int i) {
        float sum = 0;
        for (int input = 0; input < values.length; input++) {
            sum = input == base ? sum : round(sum + values[input][i]);
        }
        return round(sum / (values.length - 1));
    }

    private float[][] buffers() {
        float[][] values = new float[inputs.count()][];
        for (int input = 0; input < values.length; input++) {
            values[input] = inputs.buffer();
        }
        return values;
    }

    private void read(long row, int rows, float[][] values) {
        for (int input = 0; input < values.length; input++) {
            inputs.read(input, row, rows, values[input]);
        }
    }

    private synchronized float whole() {
        Float known = whole;
        if (known == null) {
            Products products = new Products();
            float[][] values = buffers();
            inputs.forEachBlock(
                    (row, rows) -> {
                        read(row, rows, values);
                        products.add(values, 0, rows * inputs.rowLength());
                    });
            known = products.place();
            whole = known;
        }
        return known;
    }

    private float round(float value) {
        return Rounding.to(type, value);
    }
}
