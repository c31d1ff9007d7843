package dev.sundog.training.optimizer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.sundog.training.torch.ParameterLayout;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Adam with decoupled weight decay on a flat range of parameters. Each element's arithmetic is its
 * own, so any cut of the work over threads gives the same bits.
 *
 * <p>Vectors (norms, biases) are not decayed: see {@link ParameterLayout}.
 *
 * <p>Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization (arXiv 1711.05101),
 * algorithm 2; the order of operations is that of {@code torch.optim.AdamW}.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay per step, times the learning rate
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    public AdamW {
        requireBelowOne("betas[0]", beta1);
        requireBelowOne("betas[1]", beta2);
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + ", expected 0 to 1");
        }
        if (!(weightDecay >= 0 && weightDecay < 1)) {
            throw new IllegalArgumentException(
                    "weightDecay is " + weightDecay + ", expected 0 to below 1");
        }
    }

    private static void requireBelowOne(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0 to below 1");
        }
    }

    /**
     * Flat arrays of floats, equally long.
     *
     * @param parameters updated
     * @param gradient read
     * @param firstMoment updated
     * @param secondMoment updated
     */
    public record State(
            MemorySegment parameters,
            MemorySegment gradient,
            MemorySegment firstMoment,
            MemorySegment secondMoment) {}

    /**
     * One step on elements {@code from} to {@code to} (exclusive).
     *
     * @param step from 1
     * @param learningRate of this step
     * @param gradientScale factor on the gradient, for clipping
     * @param decayed whether weight decay applies
     */
    public void step(
            State state,
            long from,
            long to,
            long step,
            double learningRate,
            float gradientScale,
            boolean decayed) {
        float keep = (float) (decayed ? 1 - learningRate * weightDecay : 1);
        float rate = (float) (learningRate / (1 - StrictMath.pow(beta1, step)));
        float root = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, step)));
        Factors factors = new Factors(gradientScale, keep, rate, root);
        long bound = from + (to - from) / SPECIES.length() * SPECIES.length();
        for (long i = from; i < bound; i += SPECIES.length()) {
            stepVector(state, i * Float.BYTES, factors);
        }
        for (long i = bound; i < to; i++) {
            stepElement(state, i * Float.BYTES, factors);
        }
    }

    private record Factors(float scale, float keep, float rate, float root) {}

    private void stepElement(State state, long at, Factors f) {
        float g = state.gradient.get(FLOAT, at) * f.scale;
        float m = state.firstMoment.get(FLOAT, at) * (float) beta1 + g * (float) (1 - beta1);
        float v = state.secondMoment.get(FLOAT, at) * (float) beta2 + g * g * (float) (1 - beta2);
        float p = state.parameters.get(FLOAT, at) * f.keep;
        float denominator = (float) Math.sqrt(v) * f.root + (float) epsilon;
        state.firstMoment.set(FLOAT, at, m);
        state.secondMoment.set(FLOAT, at, v);
        state.parameters.set(FLOAT, at, p - m / denominator * f.rate);
    }

    /** The same arithmetic on several elements; nothing is fused, so the bits agree. */
    private void stepVector(State state, long at, Factors f) {
        FloatVector g = load(state.gradient, at).mul(f.scale);
        FloatVector m =
                load(state.firstMoment, at).mul((float) beta1).add(g.mul((float) (1 - beta1)));
        FloatVector v =
                load(state.secondMoment, at)
                        .mul((float) beta2)
                        .add(g.mul(g).mul((float) (1 - beta2)));
        FloatVector p = load(state.parameters, at).mul(f.keep);
        FloatVector denominator = v.sqrt().mul(f.root).add((float) epsilon);
        m.intoMemorySegment(state.firstMoment, at, LITTLE_ENDIAN);
        v.intoMemorySegment(state.secondMoment, at, LITTLE_ENDIAN);
        p.sub(m.div(denominator).mul(f.rate))
                .intoMemorySegment(state.parameters, at, LITTLE_ENDIAN);
    }

    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(SPECIES, segment, at, LITTLE_ENDIAN);
    }
}
