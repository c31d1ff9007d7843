package dev.sundog.kernels;

import java.util.Optional;

/**
 * A way to compute, registered as a service. A backend decides by itself whether this machine and
 * this JVM can run it; it must not fail where they cannot.
 */
public interface KernelBackend {
    /** Name by which it can be demanded, e.g. {@code vector}. */
    String name();

    /** The higher, the faster; the fastest that works is chosen. */
    int rank();

    /** The kernels, or empty if they cannot run here. */
    Optional<Kernels> kernels();
}
