package dev.sundog.evaluation.report;

import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.Comparison;

import java.util.Locale;

/** A verdict as a mark, a word and a colour; never a colour alone. */
final class VerdictChip {
    private VerdictChip() {}

    static void write(Markup page, Comparison comparison) {
        page.leaf(
                "span",
                mark(comparison.verdict()) + " " + word(comparison.verdict()),
                "class",
                "chip " + style(comparison.verdict()),
                "title",
                tip(comparison));
    }

    static String mark(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> "▲";
            case WORSE -> "▼";
            case TIED -> "=";
        };
    }

    static String word(Verdict verdict) {
        return style(verdict);
    }

    static String style(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** The difference with its interval and p-value. */
    static String tip(Comparison comparison) {
        boolean share = comparison.metric().isProportion();
        double scale = share ? 100 : 1;
        String unit = share ? " points" : " nats";
        return "difference %s%s (%s to %s), %s, n = %d"
                .formatted(
                        signed(comparison.test().difference() * scale),
                        unit,
                        signed(comparison.test().low() * scale),
                        signed(comparison.test().high() * scale),
                        Numbers.pValue(comparison.test().pValue()),
                        comparison.test().n());
    }

    private static String signed(double value) {
        if (!Double.isFinite(value)) {
            return "unknown";
        }
        return value < 0 ? "−" + Numbers.significant(-value) : "+" + Numbers.significant(value);
    }
}
