package dev.sundog.inference.generation;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.parallel.ProcessorCores;
import dev.sundog.model.progress.ProgressListener;

/**
 * How to run a model.
 *
 * @param threads threads of one forward pass, the caller's included
 * @param kernels the arithmetic
 * @param progress watches the loading of weights, task {@code load}
 */
public record EngineOptions(int threads, Kernels kernels, ProgressListener progress) {
    public EngineOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
    }

    /** All physical cores, the fastest kernels, no progress. */
    public static EngineOptions defaults() {
        return new EngineOptions(
                ProcessorCores.physical(), KernelProvider.active(), ProgressListener.NONE);
    }

    /** The same with another number of threads. */
    public EngineOptions withThreads(int count) {
        return new EngineOptions(count, kernels, progress);
    }

    /** The same with another listener. */
    public EngineOptions withProgress(ProgressListener listener) {
        return new EngineOptions(threads, kernels, listener);
    }
}
