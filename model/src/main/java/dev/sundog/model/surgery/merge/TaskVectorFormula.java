package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/**
 * base + λ·Σ wᵢδᵢ with δᵢ = xᵢ − base. The δᵢ may be thinned out before, and of each element only
 * those be summed whose sign is that of the weighted sum. Normalised, the sum is divided by the
 * weights of those summed. Every step is rounded to the type that is computed in.
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
    private final DrawSequence draws;
    private final long start;
    private Sparse @Nullable [] sparse;

    /**
     * How one task vector is thinned out.
     *
     * @param density share that stays
     * @param gamma share of the largest that goes
     * @param epsilon how far probabilities of staying are from the density
     */
    record Thinning(double density, double gamma, double epsilon) {
        static final Thinning NONE = new Thinning(1, 0, 0);
    }

    /**
     * What a recipe says.
     *
     * @param base index of the base among the inputs
     * @param weights one an input; the base's is not used
     * @param thinnings one an input; the base's is not used
     * @param sparsification how they are thinned out
     * @param elects whether only elements of the elected sign are summed
     * @param normalize whether to divide by the weights
     * @param rescale whether thinned vectors get their sum of magnitudes back
     * @param lambda factor of the sum
     */
    record Settings(
            int base,
            float[] weights,
            List<Thinning> thinnings,
            Sparsification sparsification,
            boolean elects,
            boolean normalize,
            boolean rescale,
            float lambda) {
        Settings {
            thinnings = List.copyOf(thinnings);
        }

        /** Whether an element of {@code input} costs a random number. */
        boolean draws(int input) {
            double density = thinnings.get(input).density();
            return input != base
                    && density < 1
                    && (sparsification == Sparsification.RANDOM
                            || sparsification == Sparsification.RANKED && density > 0);
        }

        /** How many inputs draw. */
        int drawing() {
            return (int) IntStream.range(0, thinnings.size()).filter(this::draws).count();
        }
    }

    /**
     * What becomes of one task vector.
     *
     * @param mask which elements stay
     * @param scale factor of those that do
     */
    private record Sparse(Mask mask, float scale) {}

    /**
     * @param draws the random numbers of the whole merge
     * @param start where in them those of this tensor begin
     */
    TaskVectorFormula(TensorInputs inputs, Settings settings, DrawSequence draws, long start) {
        this.inputs = inputs;
        this.type = inputs.type();
        this.settings = settings;
        this.draws = draws;
        this.start = start;
    }

    @Override
    public TensorInputs inputs() {
        return inputs;
    }

    @Override
    public void readRows(long first, int count, float[] target, int offset) {
        Sparse[] kept = sparse();
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

    /** From the values of an input to its weighted, thinned difference to the base. */
    private void weigh(
            int input, Sparse vector, long first, float[] base, float[] values, int count) {
        float weight = round(settings.weights()[input]);
        for (int i = 0; i < count; i++) {
            values[i] = round(values[i] - base[i]);
        }
        vector.mask().apply(first, values, count);
        for (int i = 0; i < count; i++) {
            values[i] = round(round(values[i] * vector.scale()) * weight);
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
            if (!settings.elects() || (positive ? delta > 0 : delta < 0)) {
                mixed += delta;
                divisor += round(settings.weights()[input]);
            }
        }
        mixed = round(mixed);
        if (settings.normalize()) {
            divisor = round(divisor);
            boolean nothing = settings.elects() ? divisor == 0 : Math.abs(divisor) < SMALLEST_SUM;
            mixed = round(mixed / (nothing ? 1 : divisor));
        }
        return settings.lambda() == 1 ? mixed : round(mixed * settings.lambda());
    }

    private float round(float value) {
        return Rounding.to(type, value);
    }

    private synchronized Sparse[] sparse() {
        Sparse[] known = sparse;
        if (known == null) {
            known = new Sparse[inputs.count()];
            long position = start;
            for (int input = 0; input < known.length; input++) {
                known[input] = sparse(input, mask(input, position));
                position += settings.draws(input) ? inputs.elementCount() : 0;
            }
            sparse = known;
        }
        return known;
    }

    private Mask mask(int input, long position) {
        Thinning thinning = settings.thinnings().get(input);
        if (input == settings.base() || thinning.density() >= 1) {
            return Mask.ALL;
        }
        long count = inputs.elementCount();
        return switch (settings.sparsification()) {
            case NONE -> Mask.ALL;
            case MAGNITUDE ->
                    Trim.of(visitor -> forEachDelta(input, visitor), count, thinning.density());
            case OUTLIERS ->
                    Band.of(
                            visitor -> forEachDelta(input, visitor),
                            count,
                            thinning.density(),
                            thinning.gamma());
            case RANDOM ->
                    new RandomMask(
                            draws, position, Rounding.to(workType(), (float) thinning.density()));
            case RANKED ->
                    thinning.density() <= 0
                            ? Trim.NONE
                            : new RankedMask(
                                    draws,
                                    position,
                                    inputs.rowLength(),
                                    thinning.density(),
                                    thinning.epsilon(),
                                    workType());
        };
    }

    private Sparse sparse(int input, Mask mask) {
        if (!settings.rescale() || mask == Mask.ALL || mask == Trim.NONE) {
            return new Sparse(mask, 1);
        }
        double before = 0;
        double after = 0;
        float[] base = inputs.buffer();
        float[] deltas = inputs.buffer();
        for (long row = 0; row < inputs.rowCount(); row += inputs.blockRows()) {
            int rows = (int) Math.min(inputs.blockRows(), inputs.rowCount() - row);
            int count = rows * inputs.rowLength();
            readDeltas(input, row, rows, base, deltas);
            before += magnitudes(deltas, count);
            mask.apply(row * inputs.rowLength(), deltas, count);
            after += magnitudes(deltas, count);
        }
        if (before < SMALLEST_MAGNITUDES || after < SMALLEST_MAGNITUDES) {
            return new Sparse(mask, 1);
        }
        ElementType work = workType();
        float scale =
                Rounding.to(
                        work, Rounding.to(work, (float) before) / Rounding.to(work, (float) after));
        return new Sparse(mask, Float.isFinite(scale) ? scale : (float) (before / after));
    }

    private static double magnitudes(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.abs(values[i]);
        }
        return sum;
    }

    /** What thinning out is computed in: chance knows no F16. */
    private ElementType workType() {
        return settings.sparsification().random() && type == ElementType.F16
                ? ElementType.F32
                : type;
    }

    private void readDeltas(int input, long row, int rows, float[] base, float[] deltas) {
        inputs.read(settings.base(), row, rows, base);
        inputs.read(input, row, rows, deltas);
        for (int i = 0; i < rows * inputs.rowLength(); i++) {
            deltas[i] = round(deltas[i] - base[i]);
        }
    }

    private void forEachDelta(int input, MagnitudeSearch.Visitor visitor) {
        float[] base = inputs.buffer();
        float[] deltas = inputs.buffer();
        inputs.forEachBlock(
                (row, rows) -> {
                    readDeltas(input, row, rows, base, deltas);
                    long first = row * inputs.rowLength();
                    for (int i = 0; i < rows * inputs.rowLength(); i++) {
                        visitor.element(first + i, deltas[i]);
                    }
                });
    }
}
