package dev.sundog.document.ocr;

import java.util.Arrays;

/**
 * Tells the gaps between words from those between letters of a line: of all widths that may part
 * the two kinds, the middle of the widest step in the sorted gaps.
 */
final class WordGaps {
    /** Shares of an em between which the narrowest space lies. */
    private static final double LEAST = 0.11;

    private static final double MOST = 0.42;
    private static final double USUAL = 0.19;
    private static final int FEWEST = 5;

    private WordGaps() {}

    /**
     * The width from which a gap parts words, in pixels.
     *
     * @param gaps between neighbouring letters' ink, in any order
     * @param em font size in pixels
     */
    static double bound(double[] gaps, double em) {
        if (gaps.length < FEWEST) {
            return USUAL * em;
        }
        double[] sorted = gaps.clone();
        Arrays.sort(sorted);
        double best = USUAL * em;
        double widest = 0;
        for (int i = 1; i < sorted.length; i++) {
            double middle = (sorted[i - 1] + sorted[i]) / 2;
            double step = Math.min(sorted[i], MOST * em) - Math.max(sorted[i - 1], 0);
            if (middle >= LEAST * em && middle <= MOST * em && step > widest) {
                widest = step;
                best = middle;
            }
        }
        return best;
    }
}
