package dev.sundog.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.evaluation.statistics.Estimate;

import org.junit.jupiter.api.Test;

import java.util.List;

class ImplicitRewardTest {
    /**
     * Rewards of the better and the worse reply: +1 and −1 (right), −2 and −1 (wrong, though the
     * better one is still the likelier), 0 and 0 (no preference is not right).
     */
    @Test
    void countsPairsWhoseBetterReplyGained() {
        List<Outcome.Choice> reference = List.of(choice(-5, -4), choice(-1, -9), choice(-3, -3));
        List<Outcome.Choice> policy = List.of(choice(-4, -5), choice(-3, -10), choice(-3, -3));
        Estimate accuracy = ImplicitReward.accuracy(reference, policy);
        assertThat(accuracy.value()).isEqualTo(1 / 3.0);
        assertThat(accuracy.n()).isEqualTo(3);
    }

    private static Outcome.Choice choice(double better, double worse) {
        return new Outcome.Choice(List.of(better, worse), List.of(1, 1), 0);
    }
}
