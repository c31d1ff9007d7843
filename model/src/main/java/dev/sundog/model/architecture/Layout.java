package dev.sundog.model.architecture;

/** How the two file formats differ in what they store of a tensor, beside its name. */
public enum Layout {
    /** They do not. */
    PLAIN,
    /** GGUF interleaves the two rotated halves of each head's rows. */
    ROTARY,
    /** safetensors have it as {@code [in, out]}, GGUF as {@code [out, in]}. */
    TRANSPOSED,
    /** A norm: GGUF stores 1 + the number. */
    PLUS_ONE,
    /** {@code [1, n]} in safetensors, {@code [n]} in GGUF. */
    SQUEEZED,
    /** GGUF lacks the rows of positions up to the padding token's. */
    AFTER_PADDING
}
