package dev.sundog.training.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;

/** A flat F32 gradient laid out as {@link Parameters}. Written by one thread at a time. */
public final class Gradient implements AutoCloseable {
    private final Tensor flat;
    private final MemorySegment values;

    /** A gradient of zeros for {@code count} parameters. */
    public Gradient(long count) {
        flat = LibTorch.zeros(LibTorch.Type.F32, count);
        values = LibTorch.segment(flat);
    }

    /** Sets all to zero. */
    public void clear() {
        values.fill((byte) 0);
    }

    /** The gradient as memory. */
    public MemorySegment values() {
        return values;
    }

    /** Adds a gradient of another precision. */
    void add(Tensor other) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            flat.add_(other);
        }
    }

    Tensor flat() {
        return flat;
    }

    @Override
    public void close() {
        flat.close();
    }
}
