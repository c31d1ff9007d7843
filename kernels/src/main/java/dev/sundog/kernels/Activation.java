package dev.sundog.kernels;

/** The non-linearity of a feed-forward network, element by element. */
public enum Activation {
    /** {@code x / (1 + exp(-x))}. */
    SILU,
    /**
     * {@code x * Phi(x)}, Phi the normal distribution. Source: Hendrycks and Gimpel, arXiv
     * 1606.08415, section 2.
     */
    GELU,
    /** Its approximation {@code x / (1 + exp(-2 sqrt(2 / pi) (x + 0.044715 x^3)))}, there too. */
    GELU_TANH,
    /** {@code max(x, 0)}. */
    RELU
}
