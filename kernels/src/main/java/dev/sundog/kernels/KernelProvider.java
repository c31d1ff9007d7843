package dev.sundog.kernels;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Chooses the kernels once, at first use: the highest-ranking backend that runs here, or the one
 * that the system property {@code sundog.kernels} names ({@code scalar}, {@code vector}).
 */
public final class KernelProvider {
    /** System property that demands a backend by name. */
    public static final String PROPERTY = "sundog.kernels";

    private KernelProvider() {}

    /** The kernels of this process. */
    public static Kernels active() {
        return Active.KERNELS;
    }

    /** The kernels of the backend of that name, if it exists and runs here. */
    public static Optional<Kernels> named(String name) {
        return backends().stream()
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .flatMap(KernelBackend::kernels);
    }

    /** All registered backends, fastest first. */
    public static List<KernelBackend> backends() {
        return ServiceLoader.load(KernelBackend.class, KernelBackend.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(KernelBackend::rank).reversed())
                .toList();
    }

    private static Kernels choose() {
        String demanded = System.getProperty(PROPERTY, "");
        if (!demanded.isEmpty()) {
            return named(demanded)
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "no kernels named "
                                                    + demanded
                                                    + " run here; there are "
                                                    + backends().stream()
                                                            .map(KernelBackend::name)
                                                            .toList()));
        }
        return backends().stream()
                .flatMap(backend -> backend.kernels().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kernels are registered"));
    }

    private static final class Active {
        private static final Kernels KERNELS = choose();
    }
}
