package dev.sundog.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptSharesTest {
    @Test
    void everybodyGetsAnEqualShare() {
        assertThat(PromptShares.divide(new int[] {500, 500, 500, 500}, 64))
                .containsExactly(16, 16, 16, 16);
    }

    @Test
    void whatAShortPromptLeavesGoesToTheLongOnes() {
        // of 64: 3 for the short one, the rest in halves of 61
        assertThat(PromptShares.divide(new int[] {500, 3, 500}, 64)).containsExactly(30, 3, 31);
        assertThat(PromptShares.divide(new int[] {10, 500}, 256)).containsExactly(10, 246);
    }

    @Test
    void nobodyGetsNothingOrMoreThanIsLeft() {
        assertThat(PromptShares.divide(new int[] {9, 9, 9}, 1)).containsExactly(1, 1, 1);
        assertThat(PromptShares.divide(new int[] {2, 1}, 64)).containsExactly(2, 1);
        assertThat(PromptShares.divide(new int[0], 64)).isEmpty();
    }
}
