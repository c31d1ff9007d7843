package dev.sundog.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class IntervalsTest {
    /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "0, 20, 0, 0.1611",
        "1, 29, 0.0061, 0.1718"
    })
    void wilsonIntervalsArePublishedOnes(int successes, int n, double low, double high) {
        Estimate estimate = Intervals.proportion(successes, n);
        assertThat(estimate.value()).isEqualTo((double) successes / n);
        assertThat(estimate.low()).isEqualTo(low, within(5e-5));
        assertThat(estimate.high()).isEqualTo(high, within(5e-5));
        assertThat(estimate.n()).isEqualTo(n);
    }

    @Test
    void wilsonIsSymmetricAndStaysInside() {
        Estimate none = Intervals.proportion(0, 7);
        Estimate all = Intervals.proportion(7, 7);
        assertThat(all.low()).isEqualTo(1 - none.high(), within(1e-12));
        assertThat(all.high()).isEqualTo(1);
        assertThat(none.low()).isZero();
        assertThat(Intervals.proportion(0, 0)).isEqualTo(new Estimate(0, 0, 1, 0));
        assertThatThrownBy(() -> Intervals.proportion(3, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Of 1, 2, 3: mean 2, deviation 1, so 2 ± 4.302653 / √3. */
    @Test
    void studentIntervalByHand() {
        Estimate mean = Intervals.mean(new double[] {1, 2, 3});
        assertThat(mean.value()).isEqualTo(2);
        assertThat(mean.high() - 2).isEqualTo(4.302653 / Math.sqrt(3), within(1e-5));
        assertThat(2 - mean.low()).isEqualTo(4.302653 / Math.sqrt(3), within(1e-5));
    }

    @Test
    void oneValueHasNoInterval() {
        assertThat(Intervals.mean(new double[] {5}).interval().isKnown()).isFalse();
        Estimate perplexity =
                Intervals.perplexity(new double[] {-Math.log(8)}, new double[] {3}, 1);
        assertThat(perplexity.value()).isEqualTo(2, within(1e-12));
        assertThat(perplexity.interval().isKnown()).isFalse();
    }

    /** Tables of Student's t; 1.96 at infinity. */
    @ParameterizedTest
    @CsvSource({"1, 12.7062", "2, 4.3027", "9, 2.2622", "30, 2.0423", "120, 1.9799"})
    void studentQuantiles(int degrees, double quantile) {
        assertThat(Distributions.student975(degrees)).isEqualTo(quantile, within(5e-5));
    }

    /** With one degree of freedom t is Cauchy: P(|T| ≥ 1) = 1/2. */
    @Test
    void studentTailOfCauchy() {
        assertThat(Distributions.studentTwoSided(1, 1)).isEqualTo(0.5, within(1e-12));
        assertThat(Distributions.studentTwoSided(0, 5)).isEqualTo(1, within(1e-12));
    }

    /** exp(−(ln ¼ + ln ½) / 3) = 2: perplexity weighs by tokens. */
    @Test
    void perplexityWeighsByTokens() {
        double[] logProbabilities = {Math.log(0.25), Math.log(0.5)};
        double[] tokens = {2, 1};
        Estimate perplexity = Intervals.perplexity(logProbabilities, tokens, 7);
        assertThat(perplexity.value()).isEqualTo(2, within(1e-12));
        assertThat(perplexity.low()).isEqualTo(2, within(1e-12));
        assertThat(perplexity.high()).isEqualTo(2, within(1e-12));
    }

    /** For 400 values of standard deviation s the half width is about 1.96 s / 20. */
    @Test
    void bootstrapAgreesWithTheNormalIntervalAndWithItself() {
        double[] values = new double[400];
        Arrays.setAll(values, i -> Math.sin(i * 0.7) + (i % 5));
        Estimate bootstrap = Intervals.bootstrapMean(values, 11);
        Estimate student = Intervals.mean(values);
        assertThat(bootstrap.value()).isEqualTo(student.value(), within(1e-12));
        assertThat(bootstrap.low()).isEqualTo(student.low(), within(0.02));
        assertThat(bootstrap.high()).isEqualTo(student.high(), within(0.02));
        assertThat(Intervals.bootstrapMean(values, 11)).isEqualTo(bootstrap);
        assertThat(Intervals.bootstrapMean(values, 12)).isNotEqualTo(bootstrap);
    }

    @Test
    void quantilesInterpolate() {
        double[] sorted = {0, 10, 20};
        assertThat(Intervals.quantile(sorted, 0.25)).isEqualTo(5);
        assertThat(Intervals.quantile(sorted, 1)).isEqualTo(20);
    }
}
