package dev.sundog.model.architecture;

import java.util.List;

/**
 * Rotary position embedding of the two-halves style (element i pairs with i + size/2), and how its
 * frequencies are scaled.
 *
 * <p>Source: Su et al., RoFormer (arXiv 2104.09864), eq. 34; scaling as named by {@code
 * rope_scaling} in Hugging Face configurations.
 */
public sealed interface Rope {
    /** Base of the geometric sequence of wave lengths, {@code rope_theta}. */
    double theta();

    /**
     * Inverse frequency of each of the {@code rotarySize / 2} pairs, in radians a position, for
     * sequences of the trained length.
     */
    default double[] inverseFrequencies(int rotarySize) {
        return inverseFrequencies(rotarySize, 1);
    }

    /** The same for a sequence of {@code length} positions; only some ropes depend on it. */
    double[] inverseFrequencies(int rotarySize, int length);

    /** What cosines and sines are multiplied with. */
    default double attentionFactor() {
        return 1;
    }

    /** Length up to which frequencies are those of length 1; beyond they may differ. */
    default int fixedLength() {
        return Integer.MAX_VALUE;
    }

    /** Whether every length beyond {@link #fixedLength()} has frequencies of its own. */
    default boolean everyLengthDiffers() {
        return false;
    }

    /** How many times its trained length a model may run. */
    default double stretch() {
        return 1;
    }

    private static double[] unscaled(double theta, int rotarySize) {
        double[] frequencies = new double[rotarySize / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            frequencies[pair] = 1.0 / Math.pow(theta, 2.0 * pair / rotarySize);
        }
        return frequencies;
    }

    /** No scaling. */
    record Standard(double theta) implements Rope {
        @Override
        public double[] inverseFrequencies(int rotarySize, int length) {
            return unscaled(theta, rotarySize);
        }
    }

    /** Positions divided by {@code factor}. */
    record Linear(double theta, double factor) implements Rope {
        @Override
        public double[] inverseFrequencies(int rotarySize, int length) {
            double[] frequencies = unscaled(theta, rotarySize);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= factor;
            }
            return frequencies;
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
        public double[] inverseFrequencies(int rotarySize, int length) {
            double[] frequencies = unscaled(theta, rotarySize);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = scale(frequencies[i]);
            }
            return frequencies;
        }

        private double scale(double inverseFrequency) {
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

    /**
     * The base grows with the sequence once it exceeds the trained length.
     *
     * @param contextLength trained length
     */
    record Dynamic(double theta, double factor, int contextLength) implements Rope {
        @Override
        public double[] inverseFrequencies(int rotarySize, int length) {
            double ratio = Math.max(length, contextLength) / (double) contextLength;
            double growth = factor * ratio - (factor - 1);
            double exponent = rotarySize / (rotarySize - 2.0);
            return unscaled(theta * Math.pow(growth, exponent), rotarySize);
        }

        @Override
        public int fixedLength() {
            return contextLength;
        }

        @Override
        public boolean everyLengthDiffers() {
            return true;
        }

        @Override
        public double stretch() {
            return Math.max(1, factor);
        }
    }

    /**
     * YaRN: short waves kept, long ones divided by {@code factor}, a ramp between.
     *
     * <p>Source: Peng et al., arXiv 2309.00071, section 3.
     *
     * @param betaFast turns within the trained length above which a wave is kept
     * @param betaSlow turns below which it is wholly stretched
     * @param truncate whether the ends of the ramp are rounded to whole pairs
     */
    record Yarn(
            double theta,
            double factor,
            double betaFast,
            double betaSlow,
            int originalContextLength,
            double attentionFactor,
            boolean truncate)
            implements Rope {
        /** The attention factor that the paper recommends. */
        public static double usualAttentionFactor(double factor) {
            return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        }

        @Override
        public double[] inverseFrequencies(int rotarySize, int length) {
            double low = pairOf(betaFast, rotarySize);
            double high = pairOf(betaSlow, rotarySize);
            if (truncate) {
                low = Math.floor(low);
                high = Math.ceil(high);
            }
            low = Math.max(low, 0);
            high = Math.min(high, rotarySize - 1.0);
            double width = low == high ? 0.001 : high - low;
            double[] frequencies = unscaled(theta, rotarySize);
            for (int pair = 0; pair < frequencies.length; pair++) {
                double ramp = Math.clamp((pair - low) / width, 0, 1);
                frequencies[pair] =
                        frequencies[pair] / factor * ramp + frequencies[pair] * (1 - ramp);
            }
            return frequencies;
        }

        private double pairOf(double turns, int rotarySize) {
            return rotarySize
                    * Math.log(originalContextLength / (turns * 2 * Math.PI))
                    / (2 * Math.log(theta));
        }
    }

    /**
     * A divisor for every frequency, one set up to the original length, another beyond.
     *
     * <p>Source: Ding et al., LongRoPE, arXiv 2402.13753.
     */
    record LongRope(
            double theta,
            List<Double> shortFactors,
            List<Double> longFactors,
            int originalContextLength,
            double attentionFactor)
            implements Rope {
        public LongRope {
            shortFactors = List.copyOf(shortFactors);
            longFactors = List.copyOf(longFactors);
            if (shortFactors.size() != longFactors.size()) {
                throw new IllegalArgumentException(
                        "short_factor has "
                                + shortFactors.size()
                                + " numbers and long_factor "
                                + longFactors.size());
            }
        }

        /** The attention factor of a model stretched by {@code factor}. */
        public static double usualAttentionFactor(double factor, int originalContextLength) {
            return factor <= 1
                    ? 1
                    : Math.sqrt(1 + Math.log(factor) / Math.log(originalContextLength));
        }

        @Override
        public double[] inverseFrequencies(int rotarySize, int length) {
            List<Double> factors = length > originalContextLength ? longFactors : shortFactors;
            if (factors.size() != rotarySize / 2) {
                throw new IllegalArgumentException(
                        "short_factor has "
                                + factors.size()
                                + " numbers, expected "
                                + rotarySize / 2);
            }
            double[] frequencies = unscaled(theta, rotarySize);
            for (int pair = 0; pair < frequencies.length; pair++) {
                frequencies[pair] /= factors.get(pair);
            }
            return frequencies;
        }

        @Override
        public int fixedLength() {
            return originalContextLength;
        }
    }
}
