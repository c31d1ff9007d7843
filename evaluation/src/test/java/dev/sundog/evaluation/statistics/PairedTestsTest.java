package dev.sundog.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class PairedTestsTest {
    /** Student's sleep data: t = −4.0621 on 9 degrees, p = 0.002833, −2.4599 to −0.7001. */
    private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

    private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    @Test
    void pairedTOfStudentsSleepData() {
        PairedResult result = PairedTests.meanDifference(DRUG_2, DRUG_1);
        assertThat(result.difference()).isEqualTo(-1.58, within(1e-12));
        assertThat(result.pValue()).isEqualTo(0.002833, within(5e-7));
        assertThat(result.low()).isEqualTo(-2.4598858, within(5e-6));
        assertThat(result.high()).isEqualTo(-0.7001142, within(5e-6));
        assertThat(result.verdict(true)).isEqualTo(Verdict.WORSE);
        assertThat(result.verdict(false)).isEqualTo(Verdict.BETTER);
    }

    /**
     * 15 gained, 5 lost: p = 2 Σ_{k≤5} C(20, k) / 2^20 = 2 · 21700 / 1048576 = 0.041389. Interval
     * with n = 100: (16 − 6) / 102 ± 1.96 √((22/102 − (10/102)²) / 102).
     */
    @Test
    void mcNemarByHand() {
        PairedResult result = PairedTests.mcNemar(15, 5, 100);
        assertThat(result.difference()).isEqualTo(0.10);
        assertThat(result.pValue()).isEqualTo(2 * 21700 / 1048576.0, within(1e-12));
        double half = 1.959964 * Math.sqrt((22 / 102.0 - Math.pow(10 / 102.0, 2)) / 102.0);
        assertThat(result.low()).isEqualTo(10 / 102.0 - half, within(1e-6));
        assertThat(result.high()).isEqualTo(10 / 102.0 + half, within(1e-6));
        assertThat(result.verdict(true)).isEqualTo(Verdict.BETTER);
    }

    /** Agresti's approval ratings, 86 against 150: exact p = 3.7e-5. */
    @Test
    void mcNemarOfTheApprovalRatings() {
        PairedResult result = PairedTests.mcNemar(86, 150, 1600);
        assertThat(result.pValue()).isEqualTo(3.716e-5, within(1e-7));
        assertThat(result.verdict(true)).isEqualTo(Verdict.WORSE);
    }

    /** 14 against 6 of 20: p = 2 · 60460 / 1048576 = 0.1153, which proves nothing. */
    @Test
    void alarmingButNotSignificantIsTied() {
        PairedResult result = PairedTests.mcNemar(14, 6, 20);
        assertThat(result.pValue()).isEqualTo(2 * 60460 / 1048576.0, within(1e-12));
        assertThat(result.verdict(true)).isEqualTo(Verdict.TIED);
    }

    @Test
    void mcNemarCountsPairs() {
        boolean[] before = {true, true, false, false, true};
        boolean[] after = {true, false, true, true, true};
        assertThat(PairedTests.mcNemar(before, after)).isEqualTo(PairedTests.mcNemar(2, 1, 5));
        assertThat(PairedTests.mcNemar(before, before).pValue()).isEqualTo(1);
        assertThatThrownBy(() -> PairedTests.mcNemar(before, new boolean[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bootstrapSeesAShiftAndNotNoise() {
        double[] base = new double[60];
        double[] shifted = new double[60];
        double[] noisy = new double[60];
        double[] weights = new double[60];
        Arrays.setAll(base, i -> 10 + i % 7);
        Arrays.setAll(shifted, i -> base[i] - 0.5 + 0.1 * Math.cos(i));
        Arrays.setAll(noisy, i -> base[i] + (i % 2 == 0 ? 1 : -1));
        Arrays.fill(weights, 2);
        PairedResult shift = PairedTests.bootstrapDifference(base, shifted, weights, 3);
        assertThat(shift.difference()).isEqualTo(-0.25, within(0.01));
        assertThat(shift.verdict(false)).isEqualTo(Verdict.BETTER);
        assertThat(shift.pValue()).isEqualTo(2.0 / (Intervals.RESAMPLES + 1), within(1e-12));
        PairedResult noise = PairedTests.bootstrapDifference(base, noisy, weights, 3);
        assertThat(noise.verdict(false)).isEqualTo(Verdict.TIED);
        assertThat(noise.low()).isNegative();
        assertThat(noise.high()).isPositive();
    }

    @Test
    void onePairProvesNothing() {
        double[] one = {1};
        double[] two = {2};
        assertThat(PairedTests.meanDifference(one, two).verdict(true)).isEqualTo(Verdict.TIED);
        assertThat(PairedTests.bootstrapDifference(one, two, one, 1).verdict(true))
                .isEqualTo(Verdict.TIED);
    }

    @Test
    void equalRunsAreTied() {
        assertThat(PairedTests.meanDifference(DRUG_1, DRUG_1).pValue()).isEqualTo(1);
        assertThat(PairedTests.bootstrapDifference(DRUG_1, DRUG_1, DRUG_2, 1).pValue())
                .isEqualTo(1);
    }
}
