package dev.sundog.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    /** 12 steps, 4 of warm-up: quarters from 0, then half a cosine over 8 steps. */
    @Test
    void cosine() {
        Schedule schedule = new Schedule.Cosine(1.0 / 3, 0.2);
        assertThat(schedule.factor(0, 12)).isZero();
        assertThat(schedule.factor(1, 12)).isEqualTo(0.25);
        assertThat(schedule.factor(3, 12)).isEqualTo(0.75);
        assertThat(schedule.factor(4, 12)).isEqualTo(1);
        assertThat(schedule.factor(8, 12)).isCloseTo(0.6, within(1e-12)); // cos(π/2) = 0
        assertThat(schedule.factor(6, 12))
                .isCloseTo(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, within(1e-12)); // cos(π/4)
        assertThat(schedule.factor(12, 12)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void linearAndConstant() {
        Schedule linear = new Schedule.Linear(0, 0.5);
        assertThat(linear.factor(0, 4)).isEqualTo(1);
        assertThat(linear.factor(3, 4)).isEqualTo(0.625);
        Schedule constant = new Schedule.Constant(0.5);
        assertThat(constant.factor(0, 4)).isZero();
        assertThat(constant.factor(1, 4)).isEqualTo(0.5);
        assertThat(constant.factor(3, 4)).isEqualTo(1);
    }

    /** 3 % of 10 steps are 0.3, which is one step. */
    @Test
    void aPartOfAStepWarmsUpForAWholeOne() {
        Schedule schedule = new Schedule.Constant(0.03);
        assertThat(schedule.factor(0, 10)).isZero();
        assertThat(schedule.factor(1, 10)).isEqualTo(1);
    }

    @Test
    void fractionsOnly() {
        assertThatThrownBy(() -> new Schedule.Cosine(2, 0)).hasMessageContaining("warmup");
        assertThatThrownBy(() -> new Schedule.Linear(0, -0.1)).hasMessageContaining("floor");
    }
}
