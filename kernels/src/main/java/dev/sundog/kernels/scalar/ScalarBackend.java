package dev.sundog.kernels.scalar;

import dev.sundog.kernels.KernelBackend;
import dev.sundog.kernels.Kernels;

import java.util.Optional;

/** The backend that runs everywhere. */
public final class ScalarBackend implements KernelBackend {
    /** For the service loader. */
    public ScalarBackend() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public Optional<Kernels> kernels() {
        return Optional.of(new ScalarKernels());
    }
}
