package dev.sundog.training.torch;

/** What the passes compute in. Master weights, gradients sums and moments are always F32. */
public enum Precision {
    F32,
    BF16;

    /** Bytes of an element. */
    public int bytes() {
        return switch (this) {
            case F32 -> 4;
            case BF16 -> 2;
        };
    }
}
