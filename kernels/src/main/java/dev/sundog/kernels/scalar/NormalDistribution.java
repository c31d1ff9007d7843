package dev.sundog.kernels.scalar;

/**
 * The normal distribution function in double precision.
 *
 * <p>Source: the series {@code 1/2 + density(x) (x + x^3/3 + x^5/15 + ...)}, Marsaglia, Evaluating
 * the Normal Distribution, J. Stat. Soft. 11 (4), 2004.
 */
final class NormalDistribution {
    /** Beyond it the function is 0 or 1 in double precision. */
    private static final double FAR = 9;

    private NormalDistribution() {}

    static double cumulative(double x) {
        if (!(Math.abs(x) < FAR)) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }
}
