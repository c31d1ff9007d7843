package dev.sundog.model.surgery;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;

/** The type that a tensor gets where quantised blocks are not kept. */
public final class FloatTypes {
    private FloatTypes() {}

    /** Its own; BF16 if it or the checkpoint as a whole is quantised. */
    public static ElementType of(Checkpoint checkpoint, TensorInfo tensor) {
        return checkpoint.isQuantised() || !tensor.type().isFloat()
                ? ElementType.BF16
                : tensor.type();
    }
}
