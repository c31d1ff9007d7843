package dev.sundog.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.objective.PreferenceLoss;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The written-out backward pass agrees with autograd; segments do not see each other. */
class LlamaTwinsTest {
    private static final Objective OBJECTIVE = new Objective.NextToken();

    /** Segment lengths around the tiles and blocks of the attention kernel. */
    @ParameterizedTest
    @CsvSource({"true,false", "false,true"})
    void gradientsAgree(boolean tied, boolean biased) {
        ModelConfig config = Goldens.tiny(tied, biased);
        MicroBatch batch = batch(1, 3, 4, 5, 16, 17, 64, 63, 70, 131);
        try (Parameters parameters = Goldens.parameters(config, Precision.F32);
                Lane autograd = new TorchLlama(parameters);
                Lane fused = new FusedLlama(parameters)) {
            double expected = -sum(autograd.accumulate(batch, OBJECTIVE, 0.01));
            double loss = -sum(fused.accumulate(batch, OBJECTIVE, 0.01));

            assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
            assertThat(loss(fused, batch)).isEqualTo(loss);
            for (ParameterLayout.Slice slice : parameters.layout().slices()) {
                double difference = difference(autograd, fused, slice);
                assertThat(difference).as(slice.name()).isLessThan(2e-5);
            }
        }
    }

    /** Slopes that depend on the forward pass scale each segment's gradient, in both twins. */
    @ParameterizedTest
    @EnumSource(PreferenceLoss.class)
    void preferenceGradientsAgree(PreferenceLoss kind) {
        ModelConfig config = Goldens.tiny(true, false);
        MicroBatch text = batch(9, 12, 30, 17, 5, 70);
        boolean[] counted = text.counted().clone();
        for (int s = 0; s < text.segmentCount(); s++) {
            Arrays.fill(counted, text.segments()[s], text.segments()[s] + 3, false);
        }
        double[] references = {-20, -40, -120, -60, -10, -300};
        MicroBatch batch =
                new MicroBatch(text.inputs(), text.targets(), counted, text.segments(), references);
        double smoothing = kind == PreferenceLoss.ROBUST ? 0.1 : 0;
        Objective objective = new Objective.DirectPreference(kind, 0.2, smoothing);
        try (Parameters parameters = Goldens.parameters(config, Precision.F32);
                Lane autograd = new TorchLlama(parameters);
                Lane fused = new FusedLlama(parameters)) {
            double[] expected = autograd.accumulate(batch, objective, 1.0 / 3);
            double[] found = fused.accumulate(batch, objective, 1.0 / 3);

            assertThat(found).containsExactly(expected, within(1e-3));
            assertThat(fused.logProbabilities(batch)).containsExactly(found, within(1e-9));
            for (ParameterLayout.Slice slice : parameters.layout().slices()) {
                assertThat(difference(autograd, fused, slice)).as(slice.name()).isLessThan(1e-4);
            }
            assertSlopeIsThatOfTheLoss(fused, batch, objective);
        }
    }

    /** A small step along an element changes the loss by the gradient's element. */
    private static void assertSlopeIsThatOfTheLoss(
            Lane lane, MicroBatch batch, Objective objective) {
        double[] logs = lane.logProbabilities(batch);
        double[] slopes = objective.slopes(batch, logs);
        for (int s = 0; s < logs.length; s++) {
            double[] up = logs.clone();
            double[] down = logs.clone();
            up[s] += 1e-4;
            down[s] -= 1e-4;
            double change = (objective.loss(batch, up) - objective.loss(batch, down)) / 2e-4;
            assertThat(slopes[s]).isCloseTo(change, within(1e-6));
        }
    }

    private static double sum(double... values) {
        return Arrays.stream(values).sum();
    }

    private static double loss(Lane lane, MicroBatch batch) {
        return -sum(lane.logProbabilities(batch));
    }

    /** Norm of the difference relative to the norm. */
    private static double difference(Lane expected, Lane found, ParameterLayout.Slice slice) {
        MemorySegment a = expected.gradient().values();
        MemorySegment b = found.gradient().values();
        double squares = 0;
        double differences = 0;
        for (long i = slice.offset(); i < slice.offset() + slice.count(); i++) {
            double x = a.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            double y = b.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            squares += x * x;
            differences += (x - y) * (x - y);
        }
        return Math.sqrt(differences / squares);
    }

    @Test
    void packedSamplesHaveTheLossTheyHaveAlone() {
        ModelConfig config = Goldens.tiny(true, false);
        MicroBatch packed = batch(5, 16, 23, 2);
        try (Parameters parameters = Goldens.parameters(config, Precision.F32);
                Lane fused = new FusedLlama(parameters);
                Lane autograd = new TorchLlama(parameters)) {
            for (Lane lane : new Lane[] {fused, autograd}) {
                double alone = 0;
                for (int s = 0; s < packed.segmentCount(); s++) {
                    alone += loss(lane, segment(packed, s));
                }
                assertThat(loss(lane, packed)).isCloseTo(alone, within(1e-4));
            }
        }
    }

    @Test
    void targetsThatDoNotCountChangeNothing() {
        ModelConfig config = Goldens.tiny(true, false);
        MicroBatch all = batch(20);
        boolean[] counted = new boolean[20];
        Arrays.fill(counted, 5, 9, true);
        MicroBatch some = new MicroBatch(all.inputs(), all.targets(), counted, all.segments());
        int[] other = all.targets().clone();
        other[0] = (other[0] + 1) % config.vocabularySize();
        MicroBatch same = new MicroBatch(all.inputs(), other, counted, all.segments());
        try (Parameters parameters = Goldens.parameters(config, Precision.F32);
                Lane first = new FusedLlama(parameters);
                Lane second = new FusedLlama(parameters);
                Lane autograd = new TorchLlama(parameters)) {
            double loss = -sum(first.accumulate(some, OBJECTIVE, 1));
            assertThat(-sum(second.accumulate(same, OBJECTIVE, 1))).isEqualTo(loss);
            assertThat(first.gradient().values().mismatch(second.gradient().values()))
                    .isEqualTo(-1);
            assertThat(loss).isLessThan(loss(first, all));
            assertThat(-sum(autograd.accumulate(some, OBJECTIVE, 1))).isCloseTo(loss, within(1e-4));
        }
    }

    @Test
    void logitsAreThoseOfTheTwin() {
        ModelConfig config = Goldens.tiny(false, true);
        try (Parameters parameters = Goldens.parameters(config, Precision.F32);
                Lane fused = new FusedLlama(parameters);
                Lane autograd = new TorchLlama(parameters)) {
            float[][] expected = autograd.logits(1, 2, 3, 4, 5);
            float[][] found = fused.logits(1, 2, 3, 4, 5);
            for (int i = 0; i < 5; i++) {
                assertThat(found[i]).containsExactly(expected[i], within(1e-5f));
            }
        }
    }

    @Test
    void bf16IsTrainedOnRoundedWeights() {
        ModelConfig config = Goldens.tiny(true, false);
        MicroBatch batch = batch(20, 9);
        try (Parameters exact = Goldens.parameters(config, Precision.F32);
                Parameters rounded = Goldens.parameters(config, Precision.BF16);
                Lane reference = new TorchLlama(exact);
                Lane lane = new TorchLlama(rounded)) {
            double expected = -sum(reference.accumulate(batch, OBJECTIVE, 0.1));
            assertThat(-sum(lane.accumulate(batch, OBJECTIVE, 0.1)))
                    .isCloseTo(expected, within(0.02 * expected));
            double before = difference(reference, lane, exact.layout().slices().getFirst());
            assertThat(before).isBetween(1e-5, 0.1);
            assertThat(FusedLlama.supports(config, Precision.BF16)).isFalse();
        }
    }

    private static MicroBatch batch(int... lengths) {
        int tokens = Arrays.stream(lengths).sum();
        int[] segments = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            segments[i + 1] = segments[i] + lengths[i];
        }
        int[] inputs = IntStream.range(0, tokens).map(i -> (i * i + 7 * i) % 61).toArray();
        int[] targets = IntStream.range(0, tokens).map(i -> (i * 5 + 3) % 61).toArray();
        boolean[] counted = new boolean[tokens];
        Arrays.fill(counted, true);
        return new MicroBatch(inputs, targets, counted, segments);
    }

    private static MicroBatch segment(MicroBatch batch, int index) {
        int from = batch.segments()[index];
        int to = batch.segments()[index + 1];
        return new MicroBatch(
                Arrays.copyOfRange(batch.inputs(), from, to),
                Arrays.copyOfRange(batch.targets(), from, to),
                Arrays.copyOfRange(batch.counted(), from, to),
                new int[] {0, to - from});
    }
}
