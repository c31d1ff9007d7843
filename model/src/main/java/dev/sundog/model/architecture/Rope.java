package dev.sundog.model.architecture;

/**
 * Rotary position embedding of the two-halves style (element i pairs with i + headSize/2), and how
 * its frequencies are scaled.
 *
 * <p>Source: Su et al., RoFormer (arXiv 2104.09864), eq. 34; scaling as named by {@code
 * rope_scaling} in Hugging Face configurations.
 */
public sealed interface Rope {
    /** Base of the geometric sequence of wave lengths, {@code rope_theta}. */
    double theta();

    /** Inverse frequency of each of the {@code headSize / 2} pairs, in radians a position. */
    default double[] inverseFrequencies(int headSize) {
        double[] frequencies = new double[headSize / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            frequencies[pair] = scale(1.0 / Math.pow(theta(), 2.0 * pair / headSize));
        }
        return frequencies;
    }

    /** The scaled form of one unscaled inverse frequency. */
    double scale(double inverseFrequency);

    /** No scaling. */
    record Standard(double theta) implements Rope {
        @Override
        public double scale(double inverseFrequency) {
            return inverseFrequency;
        }
    }

    /** Positions divided by {@code factor}. */
    record Linear(double theta, double factor) implements Rope {
        @Override
        public double scale(double inverseFrequency) {
            return inverseFrequency / factor;
        }
    }

    /** Llama 3.1's rule: long waves divided by {@code factor}, short ones kept, a blend between. */
    record Llama3(
            double theta,
            double factor,
            double lowFrequencyFactor,
            double highFrequencyFactor,
            int originalContextLength)
            implements Rope {
        @Override
        public double scale(double inverseFrequency) {
            double waveLength = 2 * Math.PI / inverseFrequency;
            if (waveLength < originalContextLength / highFrequencyFactor) {
                return inverseFrequency;
            }
            if (waveLength > originalContextLength / lowFrequencyFactor) {
                return inverseFrequency / factor;
            }
            double blend =
                    (originalContextLength / waveLength - lowFrequencyFactor)
                            / (highFrequencyFactor - lowFrequencyFactor);
            return (1 - blend) * inverseFrequency / factor + blend * inverseFrequency;
        }
    }
}
