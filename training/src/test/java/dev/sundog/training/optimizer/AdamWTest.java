package dev.sundog.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

class AdamWTest {
    private static final int SIZE = 19;
    private static final AdamW ADAM = new AdamW(0.9, 0.99, 1e-8, 0.1);

    /**
     * First step, p = 2, g = 0.5, rate 0.1: m = 0.05, v = 0.0025, corrected 0.5 and 0.25; so p
     * becomes 2·(1 − 0.01) − 0.1·0.5/0.5 = 1.88. Second step, g = −0.5: m = −0.005 / 0.19, v =
     * 0.004975 / 0.0199 = 0.25; p = 1.88·0.99 + 0.1·0.0263158/0.5 = 1.8664632.
     */
    @Test
    void twoStepsByHand() {
        try (Arena arena = Arena.ofConfined()) {
            AdamW.State state = state(arena, 2.0f, 0.5f);
            ADAM.step(state, 0, SIZE, 1, 0.1, 1, true);
            assertAll(state.parameters(), 1.88);
            fill(state.gradient(), -0.25f);
            ADAM.step(state, 0, SIZE, 2, 0.1, 2, true);
            assertAll(state.parameters(), 1.8664632);
        }
    }

    @Test
    void vectorsAreNotDecayed() {
        try (Arena arena = Arena.ofConfined()) {
            AdamW.State state = state(arena, 2.0f, 0.5f);
            ADAM.step(state, 0, SIZE, 1, 0.1, 1, false);
            assertAll(state.parameters(), 1.9);
        }
    }

    @Test
    void anyCutOfTheRangeGivesTheSameBits() {
        try (Arena arena = Arena.ofConfined()) {
            AdamW.State whole = state(arena, 0.3f, 0.7f);
            AdamW.State cut = state(arena, 0.3f, 0.7f);
            for (long i = 0; i < SIZE; i++) {
                whole.gradient().setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.1f / (i + 3));
                cut.gradient().setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.1f / (i + 3));
            }
            for (int step = 1; step < 4; step++) {
                ADAM.step(whole, 0, SIZE, step, 0.01, 0.37f, true);
                ADAM.step(cut, 0, 3, step, 0.01, 0.37f, true);
                ADAM.step(cut, 3, 14, step, 0.01, 0.37f, true);
                ADAM.step(cut, 14, SIZE, step, 0.01, 0.37f, true);
            }
            assertThat(whole.parameters().mismatch(cut.parameters())).isEqualTo(-1);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new AdamW(1, 0.9, 1e-8, 0)).hasMessageContaining("betas[0]");
        assertThatThrownBy(() -> new AdamW(0.9, 0.9, 0, 0)).hasMessageContaining("epsilon");
        assertThatThrownBy(() -> new AdamW(0.9, 0.9, 1e-8, -1)).hasMessageContaining("weightDecay");
    }

    @Test
    void sumOfGradientsAndOfTheirSquares() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = filled(arena, 1);
            MemorySegment b = filled(arena, 2);
            assertThat(GradientSum.reduce(List.of(a, b), 1, SIZE)).isEqualTo(9.0 * (SIZE - 1));
            assertThat(a.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(1);
            assertThat(a.getAtIndex(ValueLayout.JAVA_FLOAT, SIZE - 1)).isEqualTo(3);
        }
    }

    private static AdamW.State state(Arena arena, float parameter, float gradient) {
        return new AdamW.State(
                filled(arena, parameter),
                filled(arena, gradient),
                filled(arena, 0),
                filled(arena, 0));
    }

    private static MemorySegment filled(Arena arena, float value) {
        MemorySegment segment = arena.allocate(ValueLayout.JAVA_FLOAT, SIZE);
        fill(segment, value);
        return segment;
    }

    private static void fill(MemorySegment segment, float value) {
        for (int i = 0; i < SIZE; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    private static void assertAll(MemorySegment values, double expected) {
        for (int i = 0; i < SIZE; i++) {
            assertThat((double) values.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                    .isCloseTo(expected, within(1e-6));
        }
    }
}
