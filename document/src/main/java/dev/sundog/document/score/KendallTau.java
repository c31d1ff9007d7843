package dev.sundog.document.score;

/**
 * Agreement of two orders of the same things.
 *
 * <p>Source: M. G. Kendall, <i>A new measure of rank correlation</i>, Biometrika 30 (1938).
 */
public final class KendallTau {
    private KendallTau() {}

    /**
     * (agreeing − disagreeing pairs) / pairs of the places at which things 0, 1, 2… were found; 1
     * for fewer than two.
     *
     * @param places distinct
     */
    public static double of(int[] places) {
        long difference = 0;
        for (int i = 0; i < places.length; i++) {
            for (int j = i + 1; j < places.length; j++) {
                difference += Integer.compare(places[j], places[i]);
            }
        }
        long pairs = (long) places.length * (places.length - 1) / 2;
        return pairs == 0 ? 1 : (double) difference / pairs;
    }
}
