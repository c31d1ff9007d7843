package dev.sundog.training.torch;

import dev.sundog.model.failure.SundogException;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The few things every caller of libtorch needs: loading it with one kernel thread, and seeing a
 * tensor's memory from Java.
 */
public final class LibTorch {
    static {
        // JavaCPP would refuse memory beyond a multiple of the Java heap; a run plans its own
        for (String limit : List.of("maxBytes", "maxPhysicalBytes")) {
            String key = "org.bytedeco.javacpp." + limit;
            System.setProperty(key, System.getProperty(key, "0"));
        }
    }

    private LibTorch() {}

    /** A tensor's element type. */
    public enum Type {
        F32(torch.ScalarType.Float, 4),
        BF16(torch.ScalarType.BFloat16, 2),
        I64(torch.ScalarType.Long, 8);

        final torch.ScalarType scalarType;
        final int bytes;

        Type(torch.ScalarType scalarType, int bytes) {
            this.scalarType = scalarType;
            this.bytes = bytes;
        }
    }

    /**
     * Loads libtorch on first use (some seconds, when its files are unpacked) and limits the
     * calling thread's kernels to one thread.
     *
     * @throws SundogException (resource) if there is no libtorch for this machine
     */
    public static void useOneKernelThread() {
        try {
            torch.set_num_threads(1);
        } catch (LinkageError e) {
            throw SundogException.resource(
                    "libtorch-missing",
                    "libtorch could not be loaded on "
                            + System.getProperty("os.name")
                            + " "
                            + System.getProperty("os.arch")
                            + ": "
                            + e.getMessage()
                            + ". Training needs the libtorch native library for this platform and"
                            + " about 1 GB of disk for unpacking it.",
                    e);
        }
    }

    /** A zeroed tensor that belongs to no scope; close it. */
    static Tensor zeros(Type type, long... shape) {
        try (PointerScope scope = new PointerScope();
                TensorOptions options = new TensorOptions(type.scalarType)) {
            return torch.zeros(shape, options).retainReference();
        }
    }

    /** A tensor of indices in the current scope. */
    static Tensor indices(int[] values) {
        Tensor tensor =
                torch.empty(
                        new long[] {values.length}, new TensorOptions(Type.I64.scalarType), null);
        MemorySegment segment = segment(tensor);
        for (int i = 0; i < values.length; i++) {
            segment.setAtIndex(ValueLayout.JAVA_LONG, i, values[i]);
        }
        return tensor;
    }

    /** The memory of a contiguous tensor; valid as long as the tensor. */
    static MemorySegment segment(Tensor tensor) {
        return MemorySegment.ofAddress(tensor.data_ptr().address())
                .reinterpret(tensor.numel() * tensor.element_size());
    }

    static Scalar scalar(double value) {
        return new Scalar(value);
    }
}
