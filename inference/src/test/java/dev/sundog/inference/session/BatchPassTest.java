package dev.sundog.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.session.BatchPass.Part;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

/** A session gets in a batch what it gets alone. */
class BatchPassTest {
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @CsvSource({"plain, vector, 2, 140", "plain, scalar, 1, 140", "awkward, vector, 2, 40"})
    void sessionsOfDifferentAgesGrowTogether(String name, String kernels, int threads, int age) {
        try (CpuModel model = TinyModels.open(TinyModels.path(name), kernels, threads);
                Session old = model.openSession(age + 1);
                Session young = model.openSession(age + 1);
                Session fresh = model.openSession(age + 1);
                Session alone = model.openSession(age + 1)) {
            BatchPass pass = model.newBatchPass();
            int[] past = random(age, 1);
            int[] prompt = random(20, 2);
            old.append(past);
            young.append(3);
            pass.append(
                    List.of(
                            new Part(young, new int[] {7}),
                            new Part(fresh, prompt),
                            new Part(old, new int[] {9})));
            float[][] logits = pass.logits(List.of(2, 0, 1));

            assertThat(List.of(old.length(), young.length(), fresh.length()))
                    .containsExactly(age + 1, 2, 20);
            alone.append(past);
            assertThat(logits[0]).containsExactly(alone.append(9), within(TOLERANCE));
            alone.rollBack(0);
            alone.append(3);
            assertThat(logits[1]).containsExactly(alone.append(7), within(TOLERANCE));
            alone.rollBack(0);
            assertThat(logits[2]).containsExactly(alone.append(prompt), within(TOLERANCE));
        }
    }

    @Test
    void manyStepsDoNotDriftApart() {
        try (CpuModel model = TinyModels.open(TinyModels.path("plain"), "vector", 2);
                Session left = model.openSession(200);
                Session right = model.openSession(200);
                Session alone = model.openSession(200)) {
            BatchPass pass = model.newBatchPass();
            int[] ids = random(150, 3);
            int[] others = random(150, 4);
            float[] together = {};
            for (int i = 0; i < ids.length; i++) {
                pass.append(
                        List.of(
                                new Part(left, new int[] {ids[i]}),
                                new Part(right, new int[] {others[i]})));
                together = pass.logits(List.of(0))[0];
            }
            assertThat(together).containsExactly(alone.append(ids), within(TOLERANCE));
        }
    }

    @Test
    void hiddenStatesAreSummedOverAPart() {
        try (CpuModel model = TinyModels.open(TinyModels.path("plain"), "vector", 2);
                Session one = model.openSession(50);
                Session two = model.openSession(50);
                Session alone = model.openSession(50)) {
            int[] ids = random(5, 5);
            BatchPass pass = model.newBatchPass();
            pass.append(List.of(new Part(one, random(3, 6)), new Part(two, ids)));
            float[] sum = new float[model.config().hiddenSize()];
            pass.addHiddenStates(1, sum);
            float[] expected = new float[sum.length];
            for (float[] state : alone.appendHidden(ids)) {
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += state[i];
                }
            }
            assertThat(sum).containsExactly(expected, within(TOLERANCE));
        }
    }

    @Test
    void whatDoesNotFitLeavesAllAsTheyWere() {
        try (CpuModel model = TinyModels.open(TinyModels.path("plain"), "vector", 2);
                Session roomy = model.openSession(50);
                Session tight = model.openSession(2)) {
            BatchPass pass = model.newBatchPass();
            assertThatThrownBy(
                            () ->
                                    pass.append(
                                            List.of(
                                                    new Part(roomy, new int[] {1}),
                                                    new Part(tight, new int[] {1, 2, 3}))))
                    .isInstanceOfSatisfying(
                            SundogException.class,
                            e -> assertThat(e.code()).isEqualTo("context-full"));
            assertThat(roomy.length()).isZero();
            assertThat(tight.length()).isZero();
        }
    }

    private static int[] random(int count, long seed) {
        return new SplittableRandom(seed).ints(count, 0, 90).toArray();
    }

    @Test
    void aSessionOfAnotherModelIsRefused() {
        try (CpuModel model = TinyModels.open(TinyModels.path("plain"), "vector", 1);
                CpuModel other = TinyModels.open(TinyModels.path("plain"), "vector", 1);
                Session foreign = other.openSession(5)) {
            assertThatThrownBy(
                            () ->
                                    model.newBatchPass()
                                            .append(List.of(new Part(foreign, new int[] {1}))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
