package dev.sundog.kernels.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

class ThreadTeamTest {
    @Test
    void eachChunkRunsOnceInManyRounds() {
        try (ThreadTeam team = new ThreadTeam(4)) {
            int[] runs = new int[17];
            for (int round = 0; round < 2000; round++) {
                team.run(runs.length, chunk -> runs[chunk]++);
                if (round % 500 == 0) {
                    LockSupport.parkNanos(1_000_000); // long enough for the members to sleep
                }
            }
            assertThat(Arrays.stream(runs)).allMatch(count -> count == 2000);
        }
    }

    @Test
    void membersWorkAtOnce() {
        try (ThreadTeam team = new ThreadTeam(3)) {
            CountDownLatch all = new CountDownLatch(3);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            team.run(
                    3,
                    chunk -> {
                        threads.add(Thread.currentThread());
                        all.countDown();
                        try {
                            all.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertThat(threads).hasSize(3).contains(Thread.currentThread());
        }
    }

    @Test
    void theFirstExceptionReachesTheCallerAndTheTeamGoesOn() {
        try (ThreadTeam team = new ThreadTeam(2)) {
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(
                                () ->
                                        team.run(
                                                8,
                                                chunk -> {
                                                    throw new ArithmeticException("chunk");
                                                }))
                        .isInstanceOf(ArithmeticException.class)
                        .hasMessage("chunk");
            }
            AtomicInteger sum = new AtomicInteger();
            team.run(5, sum::addAndGet);
            assertThat(sum).hasValue(10);
        }
    }

    @Test
    void aChunkMayFork() {
        try (ThreadTeam team = new ThreadTeam(2)) {
            AtomicInteger count = new AtomicInteger();
            team.run(4, outer -> team.run(4, inner -> count.incrementAndGet()));
            assertThat(count).hasValue(16);
        }
    }

    @Test
    void twoCallersMayShareATeam() throws InterruptedException {
        try (ThreadTeam team = new ThreadTeam(2)) {
            AtomicIntegerArray counts = new AtomicIntegerArray(2);
            Thread[] callers = new Thread[2];
            for (int c = 0; c < 2; c++) {
                int caller = c;
                callers[c] =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int i = 0; i < 500; i++) {
                                                team.run(
                                                        6, chunk -> counts.incrementAndGet(caller));
                                            }
                                        });
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(counts.get(0)).isEqualTo(3000);
            assertThat(counts.get(1)).isEqualTo(3000);
        }
    }

    @Test
    void aClosedTeamRefuses() {
        ThreadTeam team = new ThreadTeam(2);
        team.close();
        team.close();
        assertThatThrownBy(() -> team.run(2, chunk -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ThreadTeam(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
