package dev.sundog.model.surgery.merge;

import static dev.sundog.model.surgery.merge.MergeParameter.DENSITY;
import static dev.sundog.model.surgery.merge.MergeParameter.EPSILON;
import static dev.sundog.model.surgery.merge.MergeParameter.FILTER_WISE;
import static dev.sundog.model.surgery.merge.MergeParameter.GAMMA;
import static dev.sundog.model.surgery.merge.MergeParameter.INT8_MASK;
import static dev.sundog.model.surgery.merge.MergeParameter.LAMBDA;
import static dev.sundog.model.surgery.merge.MergeParameter.NORMALIZE;
import static dev.sundog.model.surgery.merge.MergeParameter.NUSLERP_FLATTEN;
import static dev.sundog.model.surgery.merge.MergeParameter.NUSLERP_ROW_WISE;
import static dev.sundog.model.surgery.merge.MergeParameter.RESCALE;
import static dev.sundog.model.surgery.merge.MergeParameter.SCALE;
import static dev.sundog.model.surgery.merge.MergeParameter.T;
import static dev.sundog.model.surgery.merge.MergeParameter.WEIGHT;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
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
     * Along the arc between two, whole tensors or row by row, the place being the weights' ratio;
     * with a base, between differences to it.
     *
     * <p>Source: Shoemake, Animating rotation with quaternion curves (SIGGRAPH 1985).
     */
    NUSLERP(WEIGHT, NUSLERP_FLATTEN, NUSLERP_ROW_WISE),
    /**
     * The base and a weighted sum of differences to it.
     *
     * <p>Source: Ilharco et al., Editing models with task arithmetic (arXiv 2212.04089).
     */
    TASK_ARITHMETIC(new TaskVectors(Sparsification.NONE, false, false, false)),
    /**
     * Differences to the base, trimmed by magnitude; of each element only those of the elected
     * sign.
     *
     * <p>Source: Yadav et al., TIES-Merging (arXiv 2306.01708), section 4.
     */
    TIES(new TaskVectors(Sparsification.MAGNITUDE, true, true, false)),
    /**
     * Differences to the base of which chance drops some.
     *
     * <p>Source: Yu et al., DARE (arXiv 2311.03099), section 3.2.
     */
    DARE_LINEAR(new TaskVectors(Sparsification.RANDOM, false, false, true)),
    /** The same, and of each element only those of the elected sign. */
    DARE_TIES(new TaskVectors(Sparsification.RANDOM, true, false, true)),
    /**
     * Differences to the base without their smallest and their very largest elements.
     *
     * <p>Source: Davari and Belilovsky, Model Breadcrumbs (arXiv 2312.06795), section 3.
     */
    BREADCRUMBS(new TaskVectors(Sparsification.OUTLIERS, false, false, false)),
    /** The same, and of each element only those of the elected sign. */
    BREADCRUMBS_TIES(new TaskVectors(Sparsification.OUTLIERS, true, false, false)),
    /**
     * Differences to the base of which chance drops some, small ones rather than large ones; of
     * each element only those of the elected sign.
     *
     * <p>Source: Deep et al., DELLA-Merging (arXiv 2406.11617), section 3.
     */
    DELLA(new TaskVectors(Sparsification.RANKED, true, true, true)),
    /** The same without electing signs. */
    DELLA_LINEAR(new TaskVectors(Sparsification.RANKED, false, false, true)),
    /**
     * From the base towards the mean of the others, the farther the more alike their differences
     * are.
     *
     * <p>Source: Jang et al., Model Stock (arXiv 2403.19522), section 4.
     */
    MODEL_STOCK(FILTER_WISE),
    /** Layers as they are. */
    PASSTHROUGH(SCALE);

    private final List<MergeParameter> parameters;
    private final @Nullable TaskVectors taskVectors;

    /**
     * What tells the methods on task vectors apart.
     *
     * @param sparsification how task vectors are thinned out
     * @param elects whether signs are elected
     * @param normalize what {@code normalize} is unless said
     * @param rescale what {@code rescale} is unless said
     */
    record TaskVectors(
            Sparsification sparsification, boolean elects, boolean normalize, boolean rescale) {
        private List<MergeParameter> parameters() {
            List<MergeParameter> common =
                    new ArrayList<>(List.of(WEIGHT, NORMALIZE, LAMBDA, INT8_MASK));
            if (sparsification != Sparsification.NONE) {
                common.addAll(List.of(DENSITY, RESCALE));
            }
            switch (sparsification) {
                case OUTLIERS -> common.add(GAMMA);
                case RANKED -> common.add(EPSILON);
                case NONE, MAGNITUDE, RANDOM -> {}
            }
            return List.copyOf(common);
        }
    }

    MergeMethod(MergeParameter... parameters) {
        this.parameters = List.of(parameters);
        this.taskVectors = null;
    }

    MergeMethod(TaskVectors taskVectors) {
        this.parameters = taskVectors.parameters();
        this.taskVectors = taskVectors;
    }

    /** The parameters it heeds. */
    public List<MergeParameter> parameters() {
        return parameters;
    }

    /** Its name in a recipe. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is done with differences to a base model, if that is the method. */
    Optional<TaskVectors> taskVectors() {
        return Optional.ofNullable(taskVectors);
    }

    /** Whether it draws random numbers. */
    public boolean random() {
        return taskVectors != null && taskVectors.sparsification().random();
    }

    static Optional<MergeMethod> of(String key) {
        return Arrays.stream(values()).filter(method -> method.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(MergeMethod::key).toList();
    }
}
