package dev.sundog.training.run;

import dev.sundog.training.torch.LibTorch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * A fixed team of threads, one a lane, each limited to one kernel thread. What a lane does depends
 * on its number only, never on which is faster.
 */
final class LaneTeam implements AutoCloseable {
    private final int lanes;
    private final ExecutorService threads;

    LaneTeam(int lanes) {
        this.lanes = lanes;
        this.threads =
                Executors.newFixedThreadPool(
                        lanes, Thread.ofPlatform().daemon().name("sundog-lane-", 0).factory());
        run(lane -> LibTorch.useOneKernelThread());
    }

    int lanes() {
        return lanes;
    }

    /** Runs the work of every lane and waits for all. */
    void run(IntConsumer work) {
        List<Future<?>> futures = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            int number = lane;
            futures.add(
                    threads.submit(
                            () -> {
                                LibTorch.useOneKernelThread();
                                work.accept(number);
                            }));
        }
        Throwable failure = null;
        for (Future<?> future : futures) {
            Throwable one = await(future);
            failure = failure == null ? one : failure;
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static @Nullable Throwable await(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return null;
                } catch (ExecutionException e) {
                    return e.getCause();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
