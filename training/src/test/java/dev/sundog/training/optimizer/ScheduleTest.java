package dev.sundog.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    /** 12 steps, 4 of warm-up: a quarter more each, then 8 steps of half a cosine to the floor. */
    @Test
    void cosine() {
        Schedule schedule = new Schedule.Cosine(1.0 / 3, 0.2);
        assertThat(schedule.factor(0, 12)).isEqualTo(0.25);
        assertThat(schedule.factor(3, 12)).isEqualTo(1);
        assertThat(schedule.factor(7, 12)).isCloseTo(0.6, within(1e-12)); // cos(π/2) = 0
        assertThat(schedule.factor(5, 12))
                .isCloseTo(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, within(1e-12)); // cos(π/4)
        assertThat(schedule.factor(11, 12)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void linearAndConstant() {
        Schedule linear = new Schedule.Linear(0, 0.5);
        assertThat(linear.factor(0, 4)).isEqualTo(0.875);
        assertThat(linear.factor(3, 4)).isEqualTo(0.5);
        Schedule constant = new Schedule.Constant(0.5);
        assertThat(constant.factor(0, 4)).isEqualTo(0.5);
        assertThat(constant.factor(3, 4)).isEqualTo(1);
    }

    @Test
    void fractionsOnly() {
        assertThatThrownBy(() -> new Schedule.Cosine(2, 0)).hasMessageContaining("warmup");
        assertThatThrownBy(() -> new Schedule.Linear(0, -0.1)).hasMessageContaining("floor");
    }
}
