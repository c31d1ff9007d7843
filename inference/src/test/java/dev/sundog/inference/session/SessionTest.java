package dev.sundog.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Session;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

/** However a sequence came about, what follows from it is the same. */
class SessionTest {
    private static final float TOLERANCE = 2e-4f;
    private static CpuModel model;

    @BeforeAll
    static void open() {
        model = TinyModels.open(TinyModels.path("plain"), "vector", 2);
    }

    @AfterAll
    static void close() {
        model.close();
        model.close();
    }

    @Test
    void appendedAtOnceOrOneByOneOrInPieces() {
        // more than a step of 256 and than two pages of 128 positions
        int[] ids = random(300, 1);
        try (Session atOnce = model.openSession(384);
                Session oneByOne = model.openSession(384);
                Session pieces = model.openSession(384)) {
            float[] expected = atOnce.append(ids);
            float[] actual = {};
            for (int id : ids) {
                actual = oneByOne.append(id);
            }
            assertThat(actual).containsExactly(expected, within(TOLERANCE));
            pieces.append(Arrays.copyOf(ids, 129));
            assertThat(pieces.append(Arrays.copyOfRange(ids, 129, 300)))
                    .containsExactly(expected, within(TOLERANCE));
            assertThat(pieces.length()).isEqualTo(300);
        }
    }

    @Test
    void aRolledBackSessionForgets() {
        int[] ids = random(200, 2);
        try (Session session = model.openSession(384);
                Session fresh = model.openSession(384)) {
            session.append(Arrays.copyOf(ids, 150));
            session.append(random(180, 3));
            session.rollBack(150);
            assertThat(session.append(Arrays.copyOfRange(ids, 150, 200)))
                    .containsExactly(fresh.append(ids), within(TOLERANCE));
        }
    }

    @Test
    void aForkAndItsOriginalGoTheirOwnWays() {
        int[] past = random(140, 4);
        int[] left = random(30, 5);
        int[] right = random(30, 6);
        try (Session original = model.openSession(384);
                Session fresh = model.openSession(384)) {
            original.append(past);
            try (Session fork = original.fork()) {
                float[] forked = fork.append(left);
                float[] kept = original.append(right);
                fresh.append(past);
                assertThat(fresh.append(left)).containsExactly(forked, within(TOLERANCE));
                fresh.rollBack(past.length);
                assertThat(fresh.append(right)).containsExactly(kept, within(TOLERANCE));
                assertThat(forked).isNotEqualTo(kept);
            }
        }
    }

    @Test
    void logitsOfTheLastPositionsOnly() {
        int[] ids = random(70, 7);
        try (Session session = model.openSession(384)) {
            float[] last = session.append(ids);
            session.rollBack(0);
            int[] next = {67};
            float[][] seen = new float[1][];
            session.appendAll(
                    ids,
                    3,
                    (index, logits) -> {
                        assertThat(index).isEqualTo(next[0]++);
                        seen[0] = logits.clone();
                    });
            assertThat(next[0]).isEqualTo(70);
            assertThat(seen[0]).containsExactly(last, within(TOLERANCE));
        }
    }

    @Test
    void limitsAreNamed() {
        try (Session session = model.openSession(10)) {
            session.append(random(8, 8));
            assertThatThrownBy(() -> session.append(1, 2, 3))
                    .isInstanceOfSatisfying(
                            SundogException.class,
                            e -> assertThat(e.code()).isEqualTo("context-full"))
                    .hasMessageContaining("3 tokens after 8")
                    .hasMessageContaining("10 positions");
            assertThat(session.length()).isEqualTo(8);
            assertThatThrownBy(() -> session.append(259))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("259");
            assertThatThrownBy(() -> session.append(-1)).isInstanceOf(SundogException.class);
            assertThatThrownBy(() -> session.rollBack(9))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(session::append).isInstanceOf(IllegalArgumentException.class);
            session.close();
            assertThatThrownBy(() -> session.append(1)).isInstanceOf(IllegalStateException.class);
        }
        for (int capacity : new int[] {0, 385}) {
            assertThatThrownBy(() -> model.openSession(capacity))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("384");
        }
    }

    @Test
    void sessionsRunOnSeveralThreads() throws InterruptedException {
        int[] ids = random(60, 9);
        float[] expected;
        try (Session session = model.openSession(64)) {
            expected = session.append(ids);
        }
        float[][] results = new float[4][];
        Thread[] threads = new Thread[results.length];
        for (int i = 0; i < threads.length; i++) {
            int slot = i;
            threads[i] =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (Session session = model.openSession(64)) {
                                            results[slot] = session.append(ids);
                                        }
                                    });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (float[] result : results) {
            assertThat(result).containsExactly(expected);
        }
    }

    private static int[] random(int count, long seed) {
        return new SplittableRandom(seed).ints(count, 0, 259).toArray();
    }
}
