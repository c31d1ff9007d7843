package dev.sundog.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.torch.LowRankUpdates.Target;
import dev.sundog.training.torch.ParameterLayout.Block;
import dev.sundog.training.torch.ParameterLayout.Slice;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Updates folded into the weights are updates beside them. */
class LowRankUpdatesTest {
    private static final ModelConfig MODEL = Goldens.tiny(true, true);
    private static final double SCALE = 1.5;

    private static List<Slice> projections(Parameters parameters) {
        return parameters.layout().slices().stream()
                .filter(slice -> slice.name().matches(".*[qvod].*_proj\\.weight"))
                .toList();
    }

    private static LowRankUpdates updates(Parameters parameters, boolean effective) {
        return new LowRankUpdates(parameters, projections(parameters), 3, SCALE, 5, effective);
    }

    private static void fillB(LowRankUpdates updates) {
        for (Target target : updates.targets()) {
            for (long i = 0; i < target.b().count(); i++) {
                float value = (float) (0.2 * Math.sin(0.7 * i + target.b().offset()));
                updates.values().setAtIndex(ValueLayout.JAVA_FLOAT, target.b().offset() + i, value);
            }
        }
        updates.refresh();
    }

    private static MicroBatch batch() {
        int[] inputs = new int[40];
        int[] targets = new int[40];
        boolean[] counted = new boolean[40];
        Arrays.setAll(inputs, i -> (i * i + 7 * i) % 61);
        Arrays.setAll(targets, i -> (5 * i + 3) % 61);
        Arrays.fill(counted, 4, 40, true);
        return new MicroBatch(inputs, targets, counted, new int[] {0, 17, 40});
    }

    @Test
    void gradientsOfTheTwinsAgree() {
        try (Parameters folded = Goldens.parameters(MODEL, Precision.F32);
                Parameters plain = Goldens.parameters(MODEL, Precision.F32);
                LowRankUpdates inside = updates(folded, true);
                LowRankUpdates beside = updates(plain, false)) {
            fillB(inside);
            fillB(beside);
            try (Lane fused = new FusedLlama(folded, Optional.of(inside));
                    Lane autograd = new TorchLlama(plain, Optional.of(beside))) {
                Objective objective = new Objective.NextToken();
                double[] expected = autograd.accumulate(batch(), objective, 0.1);
                double[] found = fused.accumulate(batch(), objective, 0.1);
                assertThat(found).containsExactly(expected, within(1e-3));
                for (Target target : inside.targets()) {
                    for (Block block : List.of(target.a(), target.b())) {
                        assertThat(difference(autograd, fused, block))
                                .as(target.slice().name() + block)
                                .isLessThan(2e-5);
                    }
                }
                assertThat(fused.gradient().values().byteSize()).isEqualTo(4 * inside.count());
            }
        }
    }

    private static double difference(Lane expected, Lane found, Block block) {
        MemorySegment a = expected.gradient().values();
        MemorySegment b = found.gradient().values();
        double squares = 0;
        double differences = 0;
        for (long i = block.offset(); i < block.offset() + block.count(); i++) {
            double x = a.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            double y = b.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            squares += x * x;
            differences += (x - y) * (x - y);
        }
        assertThat(squares).isPositive();
        return Math.sqrt(differences / squares);
    }

    /** Row 1 of q of layer 0 by hand, and what is no target. */
    @Test
    void theWeightsAreTheBaseAndTheProduct() {
        try (Parameters base = Goldens.parameters(MODEL, Precision.F32);
                Parameters parameters = Goldens.parameters(MODEL, Precision.F32);
                LowRankUpdates updates = updates(parameters, true)) {
            assertThat(parameters.values().mismatch(base.values()))
                    .as("B is zero at first")
                    .isEqualTo(-1);
            fillB(updates);
            Target q = updates.targets().getFirst();
            assertThat(q.slice().name()).isEqualTo("model.layers.0.self_attn.q_proj.weight");
            for (int column = 0; column < 64; column++) {
                double product = 0;
                for (int k = 0; k < 3; k++) {
                    product +=
                            value(updates.values(), q.b().offset() + 3 + k)
                                    * value(updates.values(), q.a().offset() + 64L * k + column);
                }
                long at = q.slice().offset() + 64 + column;
                assertThat(value(parameters.values(), at))
                        .isCloseTo(value(base.values(), at) + SCALE * product, within(1e-6));
            }
            for (Slice slice : parameters.layout().slices()) {
                if (updates.targets().stream().noneMatch(t -> t.slice().equals(slice))) {
                    long from = slice.offset() * 4;
                    long to = from + slice.count() * 4;
                    assertThat(
                                    MemorySegment.mismatch(
                                            parameters.values(), from, to, base.values(), from, to))
                            .as(slice.name())
                            .isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void mergingMakesTheOneFormTheOther() {
        try (Parameters folded = Goldens.parameters(MODEL, Precision.F32);
                Parameters plain = Goldens.parameters(MODEL, Precision.F32);
                LowRankUpdates inside = updates(folded, true);
                LowRankUpdates beside = updates(plain, false)) {
            fillB(inside);
            fillB(beside);
            inside.merge();
            beside.merge();
            beside.merge();
            assertThat(folded.values().mismatch(plain.values())).isEqualTo(-1);
        }
    }

    @Test
    void aIsUniformAsInPeftAndEmbeddingsAreNoProjection() {
        try (Parameters parameters = Goldens.parameters(MODEL, Precision.F32)) {
            try (LowRankUpdates updates = updates(parameters, true)) {
                double sum = 0;
                double squares = 0;
                long count = 0;
                for (Target target : updates.targets()) {
                    double bound = 1 / Math.sqrt(target.a().shape().get(1));
                    for (long i = 0; i < target.a().count(); i++) {
                        double value = value(updates.values(), target.a().offset() + i) / bound;
                        assertThat(value).isBetween(-1.0, 1.0);
                        sum += value;
                        squares += value * value;
                        count++;
                    }
                }
                assertThat(sum / count).isCloseTo(0, within(0.05));
                assertThat(squares / count).isCloseTo(1.0 / 3, within(0.03));
            }
            List<Slice> embedding = List.of(parameters.layout().slices().getFirst());
            assertThatThrownBy(() -> new LowRankUpdates(parameters, embedding, 3, 1, 0))
                    .hasMessageContaining("embed_tokens");
        }
    }

    private static double value(MemorySegment memory, long index) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
}
