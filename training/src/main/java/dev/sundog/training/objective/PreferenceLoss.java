package dev.sundog.training.objective;

/**
 * A function of the margin d of a preference pair. Notation: σ is the logistic function, β the
 * strength, ε the label smoothing.
 */
public enum PreferenceLoss {
    /**
     * {@code −log σ(βd)}.
     *
     * <p>Source: Rafailov et al., Direct Preference Optimization (arXiv 2305.18290), eq. 7.
     */
    SIGMOID {
        @Override
        double of(double margin, double beta, double smoothing) {
            return -logSigmoid(beta * margin);
        }

        @Override
        double slope(double margin, double beta, double smoothing) {
            return -beta * sigmoid(-beta * margin);
        }
    },
    /**
     * {@code (d − 1/(2β))²}, d being a difference of means over the tokens of each completion.
     *
     * <p>Source: Azar et al., A General Theoretical Paradigm to Understand Learning from Human
     * Preferences (arXiv 2310.12036), eq. 17, β being its τ; the mean over tokens is that of TRL,
     * agreed with the authors.
     */
    IPO {
        @Override
        double of(double margin, double beta, double smoothing) {
            double gap = margin - 1 / (2 * beta);
            return gap * gap;
        }

        @Override
        double slope(double margin, double beta, double smoothing) {
            return 2 * (margin - 1 / (2 * beta));
        }

        @Override
        boolean perToken() {
            return true;
        }
    },
    /**
     * {@code max(0, 1 − βd)}.
     *
     * <p>Source: Zhao et al., SLiC-HF (arXiv 2305.10425), eq. 1, with the margin of DPO as in Liu
     * et al., Statistical Rejection Sampling (arXiv 2309.06657), eq. 11.
     */
    HINGE {
        @Override
        double of(double margin, double beta, double smoothing) {
            return Math.max(0, 1 - beta * margin);
        }

        @Override
        double slope(double margin, double beta, double smoothing) {
            return beta * margin < 1 ? -beta : 0;
        }
    },
    /**
     * {@code (−(1−ε) log σ(βd) + ε log σ(−βd)) / (1 − 2ε)}: unbiased where a share ε of the pairs
     * is the wrong way round.
     *
     * <p>Source: Chowdhury et al., Provably Robust DPO (arXiv 2403.00409), eq. 12.
     */
    ROBUST {
        @Override
        double of(double margin, double beta, double smoothing) {
            double clean = -(1 - smoothing) * logSigmoid(beta * margin);
            double flipped = -smoothing * logSigmoid(-beta * margin);
            return (clean - flipped) / (1 - 2 * smoothing);
        }

        @Override
        double slope(double margin, double beta, double smoothing) {
            double clean = -(1 - smoothing) * beta * sigmoid(-beta * margin);
            double flipped = smoothing * beta * sigmoid(beta * margin);
            return (clean - flipped) / (1 - 2 * smoothing);
        }
    };

    /** The loss of a pair. */
    abstract double of(double margin, double beta, double smoothing);

    /** Its derivative by the margin. */
    abstract double slope(double margin, double beta, double smoothing);

    /** Whether log-ratios are divided by the number of tokens before they are compared. */
    boolean perToken() {
        return false;
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
    }

    private static double logSigmoid(double x) {
        return Math.min(0, x) - StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }
}
