package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

import org.jspecify.annotations.Nullable;

/**
 * base + λ·Σ wᵢδᵢ with δᵢ = xᵢ − base; with TIES the δᵢ are trimmed and of each element only those
 * are summed whose sign is that of the weighted sum. Normalised, the sum is divided by the weights
 * of those summed. Every step is rounded to the type that is computed in.
 *
 * <p>Source: Ilharco et al., Editing models with task arithmetic (arXiv 2212.04089), section 2;
 * Yadav et al., TIES-Merging (arXiv 2306.01708), section 4.
 */
final class TaskVectorFormula implements Formula {
    private static final float SMALLEST_SUM = 1e-8f;
    private static final double SMALLEST_MAGNITUDES = 1e-7;

    private final TensorInputs inputs;
    private final ElementType type;
    private final Settings settings;
    private @Nullable Trimming @Nullable [] trimmings;

    /**
     * What a recipe says.
     *
     * @param base index of the base among the inputs
     * @param weights one an input; the base's is not used
     * @param densities one an input; the base's is not used
     * @param ties whether to trim and to elect signs
     * @param normalize whether to divide by the weights
     * @param rescale whether trimmed vectors get their sum of magnitudes back
     * @param lambda factor of the sum
     */
    record Settings(
            int base,
            float[] weights,
            double[] densities,
            boolean ties,
            boolean normalize,
            boolean rescale,
            float lambda) {}

    /**
     * What becomes of one task vector.
     *
     * @param trim which elements stay
     * @param scale factor of those that do
     */
    private record Trimming(Trim trim, float scale) {}

    TaskVectorFormula(TensorInputs inputs, Settings settings) {
        this.inputs = inputs;
        this.type = inputs.type();
        this.settings = settings;
    }

    @Override
    public TensorInputs inputs() {
        return inputs;
    }

    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        Trimming[] kept = trimmings();
        int length = inputs.rowLength();
        float[] base = inputs.buffer();
        float[][] deltas = new float[inputs.count()][];
        for (int input = 0; input < deltas.length; input++) {
            deltas[input] = input == settings.base() ? base : inputs.buffer();
        }
        inputs.forEachBlock(
                first,
                count,
                (row, rows) -> {
                    int elements = rows * length;
                    inputs.read(settings.base(), row, rows, base);
                    for (int input = 0; input < deltas.length; input++) {
                        if (input != settings.base()) {
                            inputs.read(input, row, rows, deltas[input]);
                            weigh(input, kept[input], row * length, base, deltas[input], elements);
                        }
                    }
                    int at = offset + (int) (row - first) * length;
                    for (int i = 0; i < elements; i++) {
                        target[at + i] = round(base[i] + mixed(deltas, i));
                    }
                });
    }

    /** From the values of an input to its weighted, trimmed difference to the base. */
    private void weigh(
            int input, Trimming trimming, long start, float[] base, float[] values, int count) {
        float weight = round(settings.weights()[input]);
        for (int i = 0; i < count; i++) {
            float delta = round(values[i] - base[i]);
            if (trimming.trim() != Trim.ALL) {
                delta = trimming.trim().keeps(start + i, delta) ? delta : 0;
                delta = round(delta * trimming.scale());
            }
            values[i] = round(delta * weight);
        }
    }

    /** The merged task vector at element {@code i}. */
    private float mixed(float[][] deltas, int i) {
        float sum = 0;
        for (int input = 0; input < deltas.length; input++) {
            sum += input == settings.base() ? 0 : deltas[input][i];
        }
        boolean positive = round(sum) >= 0;
        float mixed = 0;
        float divisor = 0;
        for (int input = 0; input < deltas.length; input++) {
            if (input == settings.base()) {
                continue;
            }
            float delta = deltas[input][i];
            if (!settings.ties() || (positive ? delta > 0 : delta < 0)) {
                mixed += delta;
                divisor += round(settings.weights()[input]);
            }
        }
        mixed = round(mixed);
        if (settings.normalize()) {
            divisor = round(divisor);
            boolean nothing = settings.ties() ? divisor == 0 : Math.abs(divisor) < SMALLEST_SUM;
            mixed = round(mixed / (nothing ? 1 : divisor));
        }
        return settings.lambda() == 1 ? mixed : round(mixed * settings.lambda());
    }

    private float round(float value) {
        return Rounding.to(type, value);
    }

    private synchronized Trimming[] trimmings() {
        Trimming[] known = trimmings;
        if (known == null) {
            known = new Trimming[inputs.count()];
            for (int input = 0; input < known.length; input++) {
                known[input] =
                        input == settings.base() || !settings.ties()
                                ? new Trimming(Trim.ALL, 1)
                                : trimming(input);
            }
            trimmings = known;
        }
        return known;
    }

    private Trimming trimming(int input) {
        Trim trim =
                Trim.of(
                        visitor -> forEachDelta(input, visitor),
                        inputs.elementCount(),
                        settings.densities()[input]);
        if (!settings.rescale() || trim == Trim.ALL || trim == Trim.NONE) {
            return new Trimming(trim, 1);
        }
        double[] sums = new double[2];
        forEachDelta(
                input,
                (index, delta) -> {
                    sums[0] += Math.abs(delta);
                    sums[1] += trim.keeps(index, delta) ? Math.abs(delta) : 0;
                });
        boolean small = sums[0] < SMALLEST_MAGNITUDES || sums[1] < SMALLEST_MAGNITUDES;
        return new Trimming(
                trim, small ? 1 : round(round((float) sums[0]) / round((float) sums[1])));
    }

    private void forEachDelta(int input, Trim.Visitor visitor) {
        float[] base = inputs.buffer();
        float[] values = inputs.buffer();
        inputs.forEachBlock(
                (row, rows) -> {
                    inputs.read(settings.base(), row, rows, base);
                    inputs.read(input, row, rows, values);
                    long start = row * inputs.rowLength();
                    for (int i = 0; i < rows * inputs.rowLength(); i++) {
                        visitor.element(start + i, round(values[i] - base[i]));
                    }
                });
    }
}
