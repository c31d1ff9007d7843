package dev.sundog.training.optimizer;

/**
 * Learning rate of each step, as a factor on its peak. Over the first ⌈warmup · steps⌉ steps it
 * climbs from 0 in equal parts, so that the first step of a warm-up changes nothing; then it
 * follows the schedule, which would reach its floor one step after the last.
 *
 * <p>Source: the schedules of Hugging Face transformers ({@code
 * get_cosine_with_min_lr_schedule_with_warmup} and its kin), which these equal step for step.
 */
public sealed interface Schedule {
    /** Part of the steps that warm up, 0 to 1. */
    double warmup();

    /**
     * The factor after warm-up.
     *
     * @param progress from 0, below 1
     */
    double factor(double progress);

    /**
     * The factor on the peak learning rate.
     *
     * @param step from 0
     * @param steps steps in all
     */
    default double factor(long step, long steps) {
        long warmupSteps = (long) Math.ceil(steps * warmup());
        if (step < warmupSteps) {
            return (double) step / Math.max(1, warmupSteps);
        }
        return factor((double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
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
