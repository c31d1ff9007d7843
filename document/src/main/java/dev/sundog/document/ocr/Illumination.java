package dev.sundog.document.ocr;

import java.util.Arrays;

/**
 * Evens out the light of a photographed or scanned page: every pixel is divided by the brightness
 * of the paper around it, and speckle is smoothed where there is some.
 *
 * <p>The paper's brightness is the upper third of the histogram of overlapping tiles, interpolated
 * between their centres; a tile that is dark throughout (a picture) takes the page's own value.
 */
final class Illumination {
    private static final int TILE = 32;
    private static final int PAPER = 250;
    private static final int BLACK = 20;

    /** Difference between paper and ink below which there is no ink. */
    private static final int FAINTEST = 50;

    /** Standard deviation of neighbouring paper pixels from which the page counts as noisy. */
    private static final double NOISY = 3.5;

    private Illumination() {}

    /** The page as if evenly lit on white paper. */
    static GrayImage evened(GrayImage page) {
        GrayImage flat = divided(page);
        return contrasted(noise(flat) > NOISY ? smoothed(flat) : flat);
    }

    /**
     * Ink made black: shades are stretched between the paper's and that of the darkest five
     * hundredth part of the page. A page without ink stays as it is.
     */
    static GrayImage contrasted(GrayImage page) {
        int[] counts = new int[256];
        for (byte pixel : page.pixels()) {
            counts[pixel & 255]++;
        }
        int dark = 0;
        long seen = counts[0];
        while (dark < 255 && seen * 500 < page.pixels().length) {
            seen += counts[++dark];
        }
        if (dark <= BLACK || PAPER - dark < FAINTEST) {
            return page;
        }
        double stretch = (PAPER - BLACK) / (double) (PAPER - dark);
        byte[] out = new byte[page.pixels().length];
        for (int i = 0; i < out.length; i++) {
            double shade = PAPER - (PAPER - (page.pixels()[i] & 255)) * stretch;
            out[i] = (byte) Math.clamp(Math.round(shade), 0, 255);
        }
        return new GrayImage(page.width(), page.height(), out);
    }

    private static GrayImage divided(GrayImage page) {
        int columns = (page.width() + TILE - 1) / TILE;
        int rows = (page.height() + TILE - 1) / TILE;
        float[] paper = paper(page, columns, rows);
        byte[] out = new byte[page.width() * page.height()];
        for (int y = 0; y < page.height(); y++) {
            float row = Math.clamp((y - TILE / 2f) / TILE, 0, rows - 1);
            int above = (int) row;
            int below = Math.min(above + 1, rows - 1);
            float down = row - above;
            for (int x = 0; x < page.width(); x++) {
                float column = Math.clamp((x - TILE / 2f) / TILE, 0, columns - 1);
                int left = (int) column;
                int right = Math.min(left + 1, columns - 1);
                float across = column - left;
                float light =
                        (paper[above * columns + left] * (1 - across)
                                                + paper[above * columns + right] * across)
                                        * (1 - down)
                                + (paper[below * columns + left] * (1 - across)
                                                + paper[below * columns + right] * across)
                                        * down;
                out[y * page.width() + x] =
                        (byte) Math.min(255, Math.round(page.at(x, y) * PAPER / light));
            }
        }
        return new GrayImage(page.width(), page.height(), out);
    }

    private static float[] paper(GrayImage page, int columns, int rows) {
        float[] paper = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                paper[row * columns + column] = bright(page, column * TILE, row * TILE);
            }
        }
        float[] sorted = paper.clone();
        Arrays.sort(sorted);
        float usual = Math.max(32, sorted[sorted.length * 3 / 4]);
        for (int i = 0; i < paper.length; i++) {
            if (paper[i] < usual * 0.55f) {
                paper[i] = usual;
            }
        }
        return paper;
    }

    /** The shade that a third of a tile's pixels reach. */
    private static float bright(GrayImage page, int x, int y) {
        int[] counts = new int[256];
        int total = 0;
        int half = TILE / 2;
        for (int row = Math.max(0, y - half);
                row < Math.min(page.height(), y + TILE + half);
                row++) {
            for (int column = Math.max(0, x - half);
                    column < Math.min(page.width(), x + TILE + half);
                    column++) {
                counts[page.at(column, row)]++;
                total++;
            }
        }
        int wanted = total * 35 / 100;
        int shade = 255;
        for (int seen = counts[255]; seen < wanted && shade > 0; seen += counts[shade]) {
            shade--;
        }
        return shade;
    }

    /**
     * The median step between horizontal neighbours that are both bright, as a standard deviation.
     */
    static double noise(GrayImage page) {
        int[] counts = new int[256];
        int total = 0;
        for (int y = 0; y < page.height(); y += 3) {
            for (int x = 1; x < page.width(); x += 2) {
                int here = page.at(x, y);
                int before = page.at(x - 1, y);
                if (here > 180 && before > 180 && here < 255 && before < 255) {
                    counts[Math.abs(here - before)]++;
                    total++;
                }
            }
        }
        if (total < 100) {
            return 0;
        }
        int seen = 0;
        int step = 0;
        while (seen + counts[step] < total / 2) {
            seen += counts[step++];
        }
        double within = counts[step] == 0 ? 0 : (total / 2.0 - seen) / counts[step];
        return (step - 0.5 + within) / (0.6745 * Math.sqrt(2));
    }

    /** A binomial 3 x 3 filter. */
    private static GrayImage smoothed(GrayImage page) {
        int width = page.width();
        int height = page.height();
        byte[] out = new byte[width * height];
        for (int y = 0; y < height; y++) {
            int above = Math.max(0, y - 1);
            int below = Math.min(height - 1, y + 1);
            for (int x = 0; x < width; x++) {
                int left = Math.max(0, x - 1);
                int right = Math.min(width - 1, x + 1);
                int corners =
                        page.at(left, above)
                                + page.at(right, above)
                                + page.at(left, below)
                                + page.at(right, below);
                int edges =
                        page.at(x, above)
                                + page.at(x, below)
                                + page.at(left, y)
                                + page.at(right, y);
                out[y * width + x] = (byte) ((corners + 2 * edges + 4 * page.at(x, y) + 8) >> 4);
            }
        }
        return new GrayImage(width, height, out);
    }
}
