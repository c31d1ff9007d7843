package dev.sundog.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Arithmetic by hand. */
class ObjectiveTest {
    /**
     * One pair: two counted tokens chosen, four rejected; log-ratios −1 − (−3) = 2 and −8 − (−7) =
     * −1, so the margin is 3.
     */
    private static final MicroBatch PAIR =
            new MicroBatch(
                    new int[8],
                    new int[8],
                    new boolean[] {false, true, true, true, true, true, true, false},
                    new int[] {0, 3, 8},
                    new double[] {-3, -7});

    private static final double[] LOGS = {-1, -8};

    @Test
    void nextTokenIsMinusTheSum() {
        Objective objective = new Objective.NextToken();
        assertThat(objective.loss(PAIR, LOGS)).isEqualTo(9);
        assertThat(objective.slopes(PAIR, LOGS)).containsExactly(-1, -1);
        assertThat(objective.units(PAIR)).isEqualTo(6);
    }

    /** −log σ(0.5·3) = log(1 + e^−1.5); slope −0.5·σ(−1.5). */
    @Test
    void sigmoid() {
        Objective objective = preference(PreferenceLoss.SIGMOID, 0.5, 0);
        assertThat(objective.units(PAIR)).isEqualTo(1);
        assertThat(objective.loss(PAIR, LOGS)).isCloseTo(0.2014132779827524, within(1e-15));
        double slope = -0.5 * 0.18242552380635635;
        assertThat(objective.slopes(PAIR, LOGS))
                .containsExactly(new double[] {slope, -slope}, within(1e-15));
    }

    /** Log-ratios a token: 2/2 and −1/4; δ = 1.25, aim 1/(2·0.5) = 1; 0.25² and 2·0.25/2, −…/4. */
    @Test
    void ipo() {
        Objective objective = preference(PreferenceLoss.IPO, 0.5, 0);
        assertThat(objective.loss(PAIR, LOGS)).isCloseTo(0.0625, within(1e-15));
        assertThat(objective.slopes(PAIR, LOGS))
                .containsExactly(new double[] {0.25, -0.125}, within(1e-15));
    }

    /** 1 − 0.2·3 = 0.4, slope −0.2; with β 0.5 the margin of 1.5 is wide enough. */
    @Test
    void hinge() {
        Objective narrow = preference(PreferenceLoss.HINGE, 0.2, 0);
        assertThat(narrow.loss(PAIR, LOGS)).isCloseTo(0.4, within(1e-15));
        assertThat(narrow.slopes(PAIR, LOGS)).containsExactly(-0.2, 0.2);
        Objective wide = preference(PreferenceLoss.HINGE, 0.5, 0);
        assertThat(wide.loss(PAIR, LOGS)).isZero();
        assertThat(wide.slopes(PAIR, LOGS)).containsExactly(0.0, -0.0);
    }

    /**
     * ε = 0.25: (0.75·0.2014 − 0.25·1.7014)/0.5, both being −log σ(±1.5); slope (−0.75·σ(−1.5) −
     * 0.25·σ(1.5))·0.5/0.5.
     */
    @Test
    void robust() {
        Objective objective = preference(PreferenceLoss.ROBUST, 0.5, 0.25);
        double minus = 0.2014132779827524;
        double plus = 1.7014132779827524;
        assertThat(objective.loss(PAIR, LOGS))
                .isCloseTo((0.75 * minus - 0.25 * plus) / 0.5, within(1e-14));
        double slope = -0.75 * 0.18242552380635635 - 0.25 * 0.8175744761936437;
        assertThat(objective.slopes(PAIR, LOGS))
                .containsExactly(new double[] {slope, -slope}, within(1e-14));
    }

    /** Where model and reference agree the loss is log 2, and far margins stay finite. */
    @Test
    void extremes() {
        Objective objective = preference(PreferenceLoss.SIGMOID, 1, 0);
        assertThat(objective.loss(PAIR, new double[] {-3, -7})).isEqualTo(Math.log(2));
        assertThat(objective.loss(PAIR, new double[] {-3e4, -7})).isEqualTo(29_997);
        assertThat(objective.loss(PAIR, new double[] {-3, -7e4})).isZero();
        assertThat(objective.slopes(PAIR, new double[] {-3e4, -7})).containsExactly(-1, 1);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> preference(PreferenceLoss.SIGMOID, 0, 0))
                .hasMessageContaining("dpo.beta is 0.0");
        assertThatThrownBy(() -> preference(PreferenceLoss.ROBUST, 0.1, 0.5))
                .hasMessageContaining("dpo.labelSmoothing is 0.5, expected 0 to below 0.5");
        assertThatThrownBy(() -> preference(PreferenceLoss.SIGMOID, 0.1, 0.1))
                .hasMessageContaining("only dpo.loss robust");
    }

    private static Objective preference(PreferenceLoss loss, double beta, double smoothing) {
        return new Objective.DirectPreference(loss, beta, smoothing);
    }
}
