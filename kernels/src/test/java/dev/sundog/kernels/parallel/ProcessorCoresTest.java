package dev.sundog.kernels.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class ProcessorCoresTest {
    /** Two sockets of one core each, the first with two hardware threads. */
    @Test
    void hardwareThreadsOfACoreCountOnce() {
        assertThat(
                        ProcessorCores.count(
                                List.of(
                                        "processor\t: 0",
                                        "physical id\t: 0",
                                        "core id\t\t: 0",
                                        "",
                                        "processor\t: 1",
                                        "physical id\t: 0",
                                        "core id\t\t: 0",
                                        "processor\t: 2",
                                        "physical id\t: 1",
                                        "core id\t\t: 0")))
                .isEqualTo(2);
        assertThat(ProcessorCores.count(List.of("processor\t: 0", "flags\t: fpu"))).isZero();
    }

    @Test
    void neverMoreThanThisProcessMayUse() {
        assertThat(ProcessorCores.physical())
                .isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}
