package dev.sundog.model.surgery.merge;

import static dev.sundog.model.surgery.merge.MergeParameter.DENSITY;
import static dev.sundog.model.surgery.merge.MergeParameter.INT8_MASK;
import static dev.sundog.model.surgery.merge.MergeParameter.LAMBDA;
import static dev.sundog.model.surgery.merge.MergeParameter.NORMALIZE;
import static dev.sundog.model.surgery.merge.MergeParameter.RESCALE;
import static dev.sundog.model.surgery.merge.MergeParameter.SCALE;
import static dev.sundog.model.surgery.merge.MergeParameter.T;
import static dev.sundog.model.surgery.merge.MergeParameter.WEIGHT;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How tensors become one, by mergekit's name in lower case. */
public enum MergeMethod {
    /**
     * Weighted mean.
     *
     * <p>Source: Wortsman et al., Model soups (arXiv 2203.05482).
     */
    LINEAR(WEIGHT, NORMALIZE),
    /**
     * Along the arc between two.
     *
     * <p>Source: Shoemake, Animating rotation with quaternion curves (SIGGRAPH 1985).
     */
    SLERP(T),
    /**
     * The base and a weighted sum of differences to it.
     *
     * <p>Source: Ilharco et al., Editing models with task arithmetic (arXiv 2212.04089).
     */
    TASK_ARITHMETIC(WEIGHT, NORMALIZE, LAMBDA, INT8_MASK),
    /**
     * Differences to the base, trimmed by magnitude; of each element only those of the elected
     * sign.
     *
     * <p>Source: Yadav et al., TIES-Merging (arXiv 2306.01708), section 4.
     */
    TIES(WEIGHT, DENSITY, NORMALIZE, RESCALE, LAMBDA, INT8_MASK),
    /** Layers as they are. */
    PASSTHROUGH(SCALE);

    private final List<MergeParameter> parameters;

    MergeMethod(MergeParameter... parameters) {
        this.parameters = List.of(parameters);
    }

    /** The parameters it heeds. */
    public List<MergeParameter> parameters() {
        return parameters;
    }

    /** Its name in a recipe. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it adds differences to a base model. */
    boolean takesTaskVectors() {
        return this == TASK_ARITHMETIC || this == TIES;
    }

    static Optional<MergeMethod> of(String key) {
        return Arrays.stream(values()).filter(method -> method.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(MergeMethod::key).toList();
    }
}
