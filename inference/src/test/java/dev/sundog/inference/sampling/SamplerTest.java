package dev.sundog.inference.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.language.GenerationOptions;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class SamplerTest {
    /** Probabilities 0.5, 0.25, 0.125, 0.0625, 0.0625 of ids 3, 0, 4, 1, 2. */
    private static final float[] LOGITS = {log2(-2), log2(-4), log2(-4), log2(-1), log2(-3)};

    private static float log2(int power) {
        return (float) (power * Math.log(2));
    }

    @Test
    void temperatureZeroTakesTheMostLikely() {
        assertThat(new Sampler(GenerationOptions.greedy(1)).sample(LOGITS)).isEqualTo(3);
        assertThat(LogProbabilities.argmax(new float[] {1, 2, 2})).isEqualTo(1);
    }

    @Test
    void withoutFiltersTheDistributionIsTheModels() {
        double[] shares = shares(options(1, 0, 1, 0, 1));
        assertThat(shares)
                .containsExactly(new double[] {0.25, 0.0625, 0.0625, 0.5, 0.125}, within(0.01));
    }

    @Test
    void topKKeepsTheBest() {
        // 0.5 and 0.25 of 0.75
        assertThat(shares(options(1, 2, 1, 0, 1)))
                .containsExactly(new double[] {1 / 3.0, 0, 0, 2 / 3.0, 0}, within(0.01));
    }

    @Test
    void topPKeepsTheShortestHeadThatReachesIt() {
        // 0.5 + 0.25 = 0.75 < 0.8, with 0.125 it is reached: 4/7, 2/7, 1/7
        assertThat(shares(options(1, 0, 0.8, 0, 1)))
                .containsExactly(new double[] {2 / 7.0, 0, 0, 4 / 7.0, 1 / 7.0}, within(0.01));
    }

    @Test
    void minPIsRelativeToTheBest() {
        // at least 0.4 * 0.5 = 0.2: only 0.5 and 0.25
        assertThat(shares(options(1, 0, 1, 0.4, 1)))
                .containsExactly(new double[] {1 / 3.0, 0, 0, 2 / 3.0, 0}, within(0.01));
    }

    @Test
    void temperatureComesAfterTheFilters() {
        // top-k leaves 0.5 and 0.25; at temperature 0.5 their squares stand 4 to 1
        assertThat(shares(options(0.5, 2, 1, 0, 1)))
                .containsExactly(new double[] {0.2, 0, 0, 0.8, 0}, within(0.01));
    }

    @Test
    void repeatedTokensAreLessLikely() {
        Sampler sampler = new Sampler(options(0, 0, 1, 0, 2));
        float[] logits = {3, 2, -1, -1.5f};
        sampler.accept(0);
        // 3 / 2 = 1.5 is below 2
        assertThat(sampler.sample(logits)).isEqualTo(1);
        sampler.accept(1);
        // 1.5 against 1
        assertThat(sampler.sample(logits)).isZero();
        assertThat(logits).containsExactly(3, 2, -1, -1.5f);
        float[] negative = {-1, -1.5f};
        Sampler other = new Sampler(options(0, 0, 1, 0, 2));
        other.accept(0);
        // -1 * 2 = -2 is below -1.5
        assertThat(other.sample(negative)).isEqualTo(1);
        for (int i = 0; i < Sampler.PENALTY_WINDOW; i++) {
            other.accept(1);
        }
        // the first is forgotten: -1 against -3
        assertThat(other.sample(negative)).isZero();
    }

    @Test
    void generatedTokensLoseByCountAndByPresence() {
        Sampler sampler = new Sampler(counting(0.5, 0.25, Map.of()));
        float[] logits = {3, 2.1f, 1.9f};
        sampler.acceptPrompt(0);
        // the prompt does not count
        assertThat(sampler.sample(logits)).isZero();
        sampler.accept(0);
        // 3 - 0.5 - 0.25 = 2.25
        assertThat(sampler.sample(logits)).isZero();
        sampler.accept(0);
        // 3 - 2 * 0.5 - 0.25 = 1.75
        assertThat(sampler.sample(logits)).isEqualTo(1);
        sampler.accept(1);
        // 1.75, 2.1 - 0.75 = 1.35, 1.9
        assertThat(sampler.sample(logits)).isEqualTo(2);
        assertThat(logits).containsExactly(3, 2.1f, 1.9f);
        Sampler eager = new Sampler(counting(-1, 0, Map.of()));
        eager.accept(2);
        // 1.9 + 1 = 2.9 is below 3, 1.9 + 2 = 3.9 is not
        assertThat(eager.sample(logits)).isZero();
        eager.accept(2);
        assertThat(eager.sample(logits)).isEqualTo(2);
    }

    @Test
    void biasesAreAdded() {
        float[] logits = {3, 2, 1};
        assertThat(new Sampler(counting(0, 0, Map.of(0, -100.0))).sample(logits)).isEqualTo(1);
        assertThat(new Sampler(counting(0, 0, Map.of(2, 2.5, 900, 5.0))).sample(logits))
                .isEqualTo(2);
    }

    private static GenerationOptions counting(
            double frequency, double presence, Map<Integer, Double> biases) {
        return new GenerationOptions(
                1, 0, 0, 1, 0, 1, 0, List.of(), false, 0, frequency, presence, biases);
    }

    @Test
    void theSeedDecides() {
        assertThat(draws(5)).isEqualTo(draws(5)).isNotEqualTo(draws(6));
    }

    @Test
    void candidatesAreOrderedWithTiesByIdAndNegativeZero() {
        Candidates all = Candidates.best(new float[] {-1, 2, 2, 0.5f, -3}, 3);
        assertThat(List.of(all.id(0), all.id(1), all.id(2))).containsExactly(1, 2, 3);
        assertThat(all.count()).isEqualTo(3);
        float[] many = new float[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = (i * 617) % 1000;
        }
        Candidates best = Candidates.best(many, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(many[best.id(i)]).isEqualTo(999 - i);
        }
    }

    private static List<Integer> draws(long seed) {
        GenerationOptions options =
                new GenerationOptions(1, 1, 0, 1, 0, 1, seed, List.of(), false, 0);
        Sampler sampler = new Sampler(options);
        return Stream.generate(() -> sampler.sample(LOGITS)).limit(40).toList();
    }

    private static double[] shares(GenerationOptions options) {
        Sampler sampler = new Sampler(options);
        double[] shares = new double[LOGITS.length];
        for (int i = 0; i < 40_000; i++) {
            shares[sampler.sample(LOGITS)] += 1 / 40_000.0;
        }
        return shares;
    }

    private static GenerationOptions options(
            double temperature, int topK, double topP, double minP, double penalty) {
        return new GenerationOptions(
                1, temperature, topK, topP, minP, penalty, 42, List.of(), false, 0);
    }
}
