package dev.sundog.evaluation.statistics;

/**
 * The few distribution functions that the tests need.
 *
 * <p>Source: the continued fraction of the regularised incomplete beta function is 26.5.8 of
 * Abramowitz and Stegun, <i>Handbook of Mathematical Functions</i> (1964), evaluated by Lentz's
 * method; Student's t follows from it by 26.7.1.
 */
public final class Distributions {
    /** The 97.5 % quantile of the standard normal distribution. */
    public static final double NORMAL_975 = 1.959963984540054;

    private static final double[] LANCZOS = {
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
        1.5056327351493116e-7
    };
    private static final int MAX_TERMS = 500;
    private static final double TINY = 1e-300;

    private Distributions() {}

    /** Natural logarithm of the gamma function for positive {@code x}. */
    static double logGamma(double x) {
        if (!(x > 0)) {
            throw new IllegalArgumentException("log gamma of " + x);
        }
        if (x < 0.5) {
            return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
        }
        double shifted = x - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (shifted + i);
        }
        double t = shifted + 7.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
    }

    /** Natural logarithm of n over k. */
    static double logChoose(int n, int k) {
        return logGamma(n + 1.0) - logGamma(k + 1.0) - logGamma(n - k + 1.0);
    }

    /** P(X ≤ k) of a fair coin thrown {@code n} times. */
    public static double fairBinomial(int k, int n) {
        if (n < 0 || k < 0 || k > n) {
            throw new IllegalArgumentException(k + " heads of " + n);
        }
        double sum = 0;
        for (int i = 0; i <= k; i++) {
            sum += Math.exp(logChoose(n, i) - n * Math.log(2));
        }
        return Math.min(1, sum);
    }

    /** The regularised incomplete beta function I_x(a, b). */
    static double incompleteBeta(double x, double a, double b) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        double front =
                Math.exp(
                        logGamma(a + b)
                                - logGamma(a)
                                - logGamma(b)
                                + a * Math.log(x)
                                + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * betaFraction(x, a, b) / a
                : 1 - front * betaFraction(1 - x, b, a) / b;
    }

    private static double betaFraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / awayFromZero(1 - (a + b) * x / (a + 1));
        double fraction = d;
        for (int m = 1; m <= MAX_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / awayFromZero(1 + even * d);
            c = awayFromZero(1 + even / c);
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / awayFromZero(1 + odd * d);
            c = awayFromZero(1 + odd / c);
            double step = d * c;
            fraction *= step;
            if (Math.abs(step - 1) < 1e-15) {
                break;
            }
        }
        return fraction;
    }

    private static double awayFromZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** P(|T| ≥ |t|) of Student's t with {@code degrees} degrees of freedom. */
    public static double studentTwoSided(double t, double degrees) {
        if (!(degrees > 0)) {
            throw new IllegalArgumentException(degrees + " degrees of freedom");
        }
        return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
    }

    /** The 97.5 % quantile of Student's t with {@code degrees} degrees of freedom. */
    public static double student975(double degrees) {
        double low = 0;
        double high = 1;
        while (studentTwoSided(high, degrees) > 0.05) {
            high *= 2;
        }
        for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
            double middle = (low + high) / 2;
            if (studentTwoSided(middle, degrees) > 0.05) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
