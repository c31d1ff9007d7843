package dev.sundog.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear or logarithmic axis between two pixel positions.
 *
 * @param low smallest value shown
 * @param high largest value shown, above {@code low}
 * @param from pixel of {@code low}
 * @param to pixel of {@code high}
 * @param logarithmic whether equal ratios are equal distances; needs a positive {@code low}
 */
record Axis(double low, double high, double from, double to, boolean logarithmic) {
    Axis {
        if (!(low < high) || logarithmic && !(low > 0)) {
            throw new IllegalArgumentException("no axis from " + low + " to " + high);
        }
    }

    /** A linear axis whose ends are round numbers, around all values. */
    static Axis linear(double min, double max, double from, double to) {
        double span = max > min ? max - min : Math.max(1e-9, Math.abs(max)) * 0.1 + 1e-9;
        double step = step(span, 4);
        double low = Math.floor(min / step) * step;
        double high = Math.ceil(max / step) * step;
        return new Axis(low, high > low ? high : low + step, from, to, false);
    }

    /** A logarithmic axis a little wider than all values. */
    static Axis logarithmic(double min, double max, double from, double to) {
        return new Axis(min / 1.15, max * 1.15, from, to, true);
    }

    /** The pixel of a value, kept inside the axis. */
    double at(double value) {
        double inside = Math.max(low, Math.min(high, value));
        double share =
                logarithmic
                        ? Math.log(inside / low) / Math.log(high / low)
                        : (inside - low) / (high - low);
        return from + share * (to - from);
    }

    /** Round values to mark. */
    List<Double> ticks(int about) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            double[] mantissas = high / low > 300 ? new double[] {1} : new double[] {1, 2, 5};
            for (double power = Math.floor(Math.log10(low)); ; power++) {
                if (Math.pow(10, power) > high) {
                    break;
                }
                for (double mantissa : mantissas) {
                    double tick = mantissa * Math.pow(10, power);
                    if (tick >= low && tick <= high) {
                        ticks.add(tick);
                    }
                }
            }
            if (ticks.size() >= 2) {
                return ticks;
            }
            ticks.clear();
        }
        double step = step(high - low, about);
        for (long i = Math.round(Math.ceil(low / step - 1e-9));
                i * step <= high + 1e-9 * step;
                i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, so that a span has about that many steps. */
    private static double step(double span, int about) {
        double raw = span / about;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double mantissa = raw / power;
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
    }
}
