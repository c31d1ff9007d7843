package dev.sundog.kernels.vector;

import dev.sundog.kernels.KernelBackend;
import dev.sundog.kernels.Kernels;

import java.util.Optional;

/** Runs where the module {@code jdk.incubator.vector} was added to the JVM. */
public final class VectorBackend implements KernelBackend {
    /** For the service loader. */
    public VectorBackend() {}

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int rank() {
        return 10;
    }

    @Override
    public Optional<Kernels> kernels() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new VectorKernels());
    }
}
