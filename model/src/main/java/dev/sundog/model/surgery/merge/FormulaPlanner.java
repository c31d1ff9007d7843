package dev.sundog.model.surgery.merge;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.merge.NuslerpFormula.Grouping;
import dev.sundog.model.surgery.merge.TaskVectorFormula.Settings;
import dev.sundog.model.surgery.merge.TaskVectorFormula.Thinning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From what a recipe says about a tensor to its formula; one use. */
final class FormulaPlanner {
    private static final double SMALLEST_TOTAL = 1e-6;

    private final MergeRecipe recipe;
    private final DrawSequence draws;
    private final List<Drawing> drawings = new ArrayList<>();
    private final Map<String, Formula> formulas = new HashMap<>();

    /**
     * A tensor that wants random numbers.
     *
     * @param tensor its name in the result
     * @param label what mergekit sorts its work by
     */
    private record Drawing(String tensor, String label, TensorInputs inputs, Settings settings) {}

    /**
     * @param seed of the random numbers
     */
    FormulaPlanner(MergeRecipe recipe, long seed) {
        this.recipe = recipe;
        this.draws = new DrawSequence(seed);
    }

    /**
     * All formulas by tensor. Random numbers are dealt out as mergekit draws them: by the largest
     * name among a tensor's inputs.
     */
    Map<String, Formula> formulas() {
        drawings.sort(Comparator.comparing(Drawing::label));
        for (Drawing drawing : drawings) {
            long count = drawing.settings().drawing() * drawing.inputs().elementCount();
            formulas.put(
                    drawing.tensor(),
                    new TaskVectorFormula(
                            drawing.inputs(), drawing.settings(), draws, draws.reserve(count)));
        }
        drawings.clear();
        return formulas;
    }

    /**
     * Settles one tensor.
     *
     * @param tensor its name in the result
     */
    void add(String tensor, TensorInputs inputs, MergeSlice slice, double position) {
        ParameterLookup lookup = new ParameterLookup(recipe, slice, tensor, position);
        Optional<MergeMethod.TaskVectors> vectors = recipe.method().taskVectors();
        if (vectors.isPresent()) {
            String label =
                    inputs.inputs().stream()
                            .map(input -> input.tensor().name())
                            .max(Comparator.naturalOrder())
                            .orElse(tensor);
            Settings settings = settings(inputs, lookup, slice, vectors.get());
            drawings.add(new Drawing(tensor, label, inputs, settings));
        } else {
            formulas.put(tensor, formula(inputs, lookup, slice));
        }
    }

    private Formula formula(TensorInputs inputs, ParameterLookup lookup, MergeSlice slice) {
        return switch (recipe.method()) {
            case LINEAR -> linear(inputs, lookup, slice);
            case SLERP ->
                    new SlerpFormula(
                            inputs, slice.baseIndex(), (float) lookup.shared(MergeParameter.T));
            case NUSLERP -> nuslerp(inputs, lookup, slice);
            case MODEL_STOCK ->
                    new ModelStockFormula(
                            inputs,
                            slice.baseIndex(),
                            lookup.flag(MergeParameter.FILTER_WISE, false));
            case PASSTHROUGH ->
                    new PassthroughFormula(
                            inputs,
                            lookup.find(
                                            MergeParameter.SCALE,
                                            slice.inputs().getFirst(),
                                            name(inputs, 0))
                                    .map(Double::floatValue));
            case TASK_ARITHMETIC,
                    TIES,
                    DARE_LINEAR,
                    DARE_TIES,
                    BREADCRUMBS,
                    BREADCRUMBS_TIES,
                    DELLA,
                    DELLA_LINEAR ->
                    throw new IllegalStateException(recipe.method() + " has task vectors");
        };
    }

    private static Formula linear(TensorInputs inputs, ParameterLookup lookup, MergeSlice slice) {
        float[] weights = new float[inputs.count()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) lookup.weight(slice.inputs().get(i), name(inputs, i));
        }
        boolean normalize = lookup.flag(MergeParameter.NORMALIZE, true);
        LinearFormula formula = LinearFormula.of(inputs, weights, normalize);
        if (formula.divisor() == 0) {
            throw SundogException.data(
                    "merge-parameter",
                    "%s: the weights of %s sum to 0; change them or say normalize: false"
                            .formatted(slice.place(), name(inputs, 0)));
        }
        return formula;
    }

    private Formula nuslerp(TensorInputs inputs, ParameterLookup lookup, MergeSlice slice) {
        int base = slice.baseIndex();
        int[] others = new int[2];
        double[] weights = new double[2];
        int count = 0;
        for (int i = 0; i < inputs.count(); i++) {
            if (i != base) {
                others[count] = i;
                weights[count++] = lookup.weight(slice.inputs().get(i), name(inputs, i));
            }
        }
        double total = weights[0] + weights[1];
        boolean whole =
                lookup.flag(MergeParameter.NUSLERP_FLATTEN, true) || inputs.shape().size() == 1;
        boolean columns = lookup.flag(MergeParameter.NUSLERP_ROW_WISE, false);
        if (!whole && columns) {
            requireMatrix(inputs, slice);
        }
        return new NuslerpFormula(
                inputs,
                new NuslerpFormula.Settings(
                        base,
                        others[0],
                        others[1],
                        Math.abs(total) < SMALLEST_TOTAL ? 0.5 : weights[1] / total,
                        whole ? Grouping.WHOLE : columns ? Grouping.COLUMNS : Grouping.ROWS));
    }

    private Settings settings(
            TensorInputs inputs,
            ParameterLookup lookup,
            MergeSlice slice,
            MergeMethod.TaskVectors vectors) {
        int base = slice.baseIndex();
        float[] weights = new float[inputs.count()];
        List<Thinning> thinnings = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            if (i == base) {
                thinnings.add(Thinning.NONE);
                continue;
            }
            MergeInput input = slice.inputs().get(i);
            weights[i] = (float) lookup.weight(input, name(inputs, i));
            Thinning thinning =
                    new Thinning(
                            lookup.find(MergeParameter.DENSITY, input, name(inputs, i)).orElse(1.0),
                            lookup.find(MergeParameter.GAMMA, input, name(inputs, i)).orElse(0.01),
                            lookup.find(MergeParameter.EPSILON, input, name(inputs, i))
                                    .orElse(0.15));
            if (vectors.sparsification() == Sparsification.RANKED) {
                requireMatrix(inputs, slice);
                requireProbabilities(thinning, input, name(inputs, i));
            }
            thinnings.add(thinning);
        }
        return new Settings(
                base,
                weights,
                thinnings,
                vectors.sparsification(),
                vectors.elects(),
                lookup.flag(MergeParameter.NORMALIZE, vectors.normalize()),
                lookup.flag(MergeParameter.RESCALE, vectors.rescale())
                        && vectors.sparsification() != Sparsification.NONE,
                lookup.find(MergeParameter.LAMBDA).orElse(1.0).floatValue());
    }

    /** Rows of what has more than two dimensions are others in torch than in a file. */
    private void requireMatrix(TensorInputs inputs, MergeSlice slice) {
        if (inputs.shape().size() > 2) {
            throw SundogException.data(
                    "merge-unfit",
                    "%s: %s by rows is for vectors and matrices, but %s has shape %s; use another method"
                            .formatted(
                                    slice.place(),
                                    recipe.method().key(),
                                    name(inputs, 0),
                                    inputs.shape()));
        }
    }

    private static void requireProbabilities(Thinning thinning, MergeInput input, String tensor) {
        double density = thinning.density();
        double epsilon = thinning.epsilon();
        boolean thinned = density > 0 && density < 1;
        if (thinned && (density + epsilon >= 1 || density - epsilon <= 0)) {
            throw SundogException.data(
                    "merge-parameter",
                    "%s: density %s and epsilon %s of '%s' for %s: expected density - epsilon above 0 and density + epsilon below 1; lower epsilon"
                            .formatted(input.place(), density, epsilon, input.model(), tensor));
        }
    }

    private static String name(TensorInputs inputs, int input) {
        return inputs.inputs().get(input).tensor().name();
    }
}
