package dev.sundog.evaluation.report;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.statistics.Estimate;

import java.util.Locale;

/** Numbers as people read them; the same everywhere, whatever the locale. */
final class Numbers {
    private Numbers() {}

    /** At most two decimals, for SVG. */
    static String coordinate(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /** Three significant digits, or all digits before the point. */
    static String significant(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < 1e-3 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A value of a metric: proportions in per cent. */
    static String metric(Metric metric, double value) {
        return metric.isProportion() ? percent(value) : significant(value);
    }

    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "–";
    }

    /** The interval of a metric, {@code 61.2–70.4}. */
    static String interval(Metric metric, Estimate estimate) {
        if (!estimate.interval().isKnown()) {
            return "no interval";
        }
        return metric.isProportion()
                ? String.format(
                        Locale.ROOT, "%.1f–%.1f", 100 * estimate.low(), 100 * estimate.high())
                : significant(estimate.low()) + "–" + significant(estimate.high());
    }

    /** 3.6 M, 135 M, 1.2 B. */
    static String count(long count) {
        return scaled(count, 1000, new String[] {"", " k", " M", " B", " T"});
    }

    /** 4.9 MB, powers of ten. */
    static String bytes(long bytes) {
        return scaled(bytes, 1000, new String[] {" B", " kB", " MB", " GB", " TB"});
    }

    private static String scaled(double value, double step, String[] units) {
        int unit = 0;
        double rest = value;
        while (rest >= 999.5 && unit + 1 < units.length) {
            rest /= step;
            unit++;
        }
        boolean whole = unit == 0 || rest >= 99.95;
        return String.format(Locale.ROOT, whole ? "%.0f%s" : "%.1f%s", rest, units[unit]);
    }

    /** 0.4 s, 12 s, 3 min 05 s, 1 h 02 min. */
    static String duration(double seconds) {
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** Tokens a second. */
    static String rate(double rate) {
        return rate >= 100 ? grouped(Math.round(rate)) : significant(rate);
    }

    /** 12 345, with narrow blanks. */
    static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }

    /** A p-value: {@code p < 0.001} or {@code p = 0.041}. */
    static String pValue(double p) {
        return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
    }
}
