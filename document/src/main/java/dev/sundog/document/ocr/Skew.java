package dev.sundog.document.ocr;

import java.util.ArrayList;
import java.util.List;

/**
 * By how many degrees the lines of a page slope. At the right angle the rows' amounts of ink differ
 * most between neighbouring rows; the angle is searched from coarse to fine over the bottoms of
 * letters.
 *
 * <p><b>Source:</b> W. Postl, Detection of linear oblique structures and skew scan in digitized
 * documents, ICPR 1986 (the profile's criterion).
 */
final class Skew {
    /** Angles beyond this are another orientation, not skew. */
    static final double LARGEST = 8;

    private static final int FEWEST = 12;

    private Skew() {}

    /**
     * Degrees clockwise by which the lines slope down to the right; 0 when there is too little to
     * tell.
     *
     * @param letters boxes of the size of letters
     */
    static double of(List<PixelBox> letters, int width) {
        if (letters.size() < FEWEST) {
            return 0;
        }
        List<double[]> feet = new ArrayList<>(letters.size());
        double height = 0;
        for (PixelBox letter : letters) {
            feet.add(new double[] {letter.centerX() - width / 2.0, letter.y1()});
            height += letter.height();
        }
        height /= letters.size();
        double best = 0;
        double step = 0.5;
        double range = LARGEST;
        double bin = Math.max(1, height / 5);
        for (int round = 0; round < 4; round++) {
            double center = best;
            double bestScore = -1;
            for (double angle = center - range; angle <= center + range + 1e-9; angle += step) {
                double score = score(feet, angle, bin);
                if (score > bestScore * (1 + 1e-9)) {
                    bestScore = score;
                    best = angle;
                }
            }
            range = step;
            step /= 4;
            bin = Math.max(1, bin / 1.5);
        }
        return Math.abs(best) > LARGEST ? 0 : best;
    }

    private static double score(List<double[]> feet, double degrees, double bin) {
        double slope = Math.tan(Math.toRadians(degrees));
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (double[] foot : feet) {
            double y = foot[1] - slope * foot[0];
            least = Math.min(least, y);
            most = Math.max(most, y);
        }
        double[] counts = new double[(int) ((most - least) / bin) + 3];
        for (double[] foot : feet) {
            double at = (foot[1] - slope * foot[0] - least) / bin;
            int low = (int) at;
            counts[low] += 1 - (at - low);
            counts[low + 1] += at - low;
        }
        double score = 0;
        for (double count : counts) {
            score += count * count;
        }
        return score;
    }
}
