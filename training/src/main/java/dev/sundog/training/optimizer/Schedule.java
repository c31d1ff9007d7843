package dev.sundog.training.optimizer;

/**
 * Learning rate of each step. The rate climbs in equal steps over the first {@code warmup} part of
 * the run to its peak (the first step already learns) and then follows the schedule; the last step
 * is at the floor.
 */
public sealed interface Schedule {
    /** Part of the steps that warm up, 0 to below 1. */
    double warmup();

    /**
     * The factor after warm-up.
     *
     * @param progress above 0, and 1 at the last step
     */
    double factor(double progress);

    /**
     * The factor on the peak learning rate.
     *
     * @param step from 0
     * @param steps steps in all
     */
    default double factor(long step, long steps) {
        long warmupSteps = Math.round(warmup() * steps);
        if (step < warmupSteps) {
            return (step + 1.0) / warmupSteps;
        }
        return factor((step + 1.0 - warmupSteps) / (steps - warmupSteps));
    }

    /**
     * Half a cosine from the peak down to {@code floor} times it.
     *
     * <p>Source: Loshchilov and Hutter, SGDR (arXiv 1608.03983), eq. 5.
     */
    record Cosine(double warmup, double floor) implements Schedule {
        public Cosine {
            requireFraction("warmup", warmup);
            requireFraction("floor", floor);
        }

        @Override
        public double factor(double progress) {
            return floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
        }
    }

    /** A straight line from the peak down to {@code floor} times it. */
    record Linear(double warmup, double floor) implements Schedule {
        public Linear {
            requireFraction("warmup", warmup);
            requireFraction("floor", floor);
        }

        @Override
        public double factor(double progress) {
            return floor + (1 - floor) * (1 - progress);
        }
    }

    /** The peak throughout. */
    record Constant(double warmup) implements Schedule {
        public Constant {
            requireFraction("warmup", warmup);
        }

        @Override
        public double factor(double progress) {
            return 1;
        }
    }

    private static void requireFraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0 to 1");
        }
    }
}
