package dev.sundog.kernels;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Kernels that show what is multiplied with each matrix to an observer and otherwise do what those
 * they wrap do. For measuring activations, not for speed.
 */
public final class ObservedKernels {
    private final Kernels kernels;
    private final Observer observer;
    private final Map<Matrix, List<String>> names =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /** Sees activations. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Called before each product; several threads may call at a time.
         *
         * @param matrices names of the matrices that were packed together
         * @param x {@code [count, columns]}; not to be changed or kept
         */
        void observe(List<String> matrices, float[] x, int count, int columns);
    }

    private ObservedKernels(Kernels kernels, Observer observer) {
        this.kernels = kernels;
        this.observer = observer;
    }

    /** {@code kernels} under the eyes of {@code observer}. */
    public static Kernels of(Kernels kernels, Observer observer) {
        ObservedKernels observed = new ObservedKernels(kernels, observer);
        return (Kernels)
                Proxy.newProxyInstance(
                        Kernels.class.getClassLoader(),
                        new Class<?>[] {Kernels.class},
                        (proxy, method, arguments) ->
                                observed.call(
                                        method, arguments == null ? new Object[0] : arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        boolean product = method.getName().equals("matmul");
        if (product
                && arguments[0] instanceof Matrix matrix
                && arguments[1] instanceof float[] x
                && arguments[2] instanceof Integer count) {
            List<String> found = names.get(matrix);
            if (found != null) {
                observer.observe(found, x, count, matrix.columns());
            }
        }
        Object result;
        try {
            result = method.invoke(kernels, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
        boolean packing = method.getName().equals("pack");
        if (packing && result instanceof Matrix matrix && arguments[0] instanceof List<?> sources) {
            names.put(
                    matrix,
                    sources.stream().map(source -> ((MatrixSource) source).name()).toList());
        }
        return result;
    }
}
