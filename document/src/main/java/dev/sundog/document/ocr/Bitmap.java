package dev.sundog.document.ocr;

import java.util.Arrays;

/**
 * A picture in black and white: true is ink. Not thread-safe.
 *
 * <p><b>Source:</b> thresholds by J. Sauvola, M. Pietikäinen, Adaptive document image binarization,
 * Pattern Recognition 33 (2000), equation 5.
 */
final class Bitmap {
    private static final double WEIGHT = 0.25;
    private static final double DEVIATION_RANGE = 128;

    private final int width;
    private final int height;
    private final boolean[] ink;

    Bitmap(int width, int height) {
        this.width = width;
        this.height = height;
        this.ink = new boolean[Math.multiplyExact(width, height)];
    }

    /**
     * Black where a pixel is darker than its surroundings' mean less what their contrast asks for.
     *
     * @param radius half the side of the surroundings
     */
    static Bitmap of(GrayImage page, int radius) {
        int width = page.width();
        int height = page.height();
        Bitmap map = new Bitmap(width, height);
        int[] columnSums = new int[width];
        long[] columnSquares = new long[width];
        int top = 0;
        int bottom = 0;
        for (int y = 0; y < height; y++) {
            for (; bottom < Math.min(height, y + radius + 1); bottom++) {
                add(page, bottom, 1, columnSums, columnSquares);
            }
            for (; top < y - radius; top++) {
                add(page, top, -1, columnSums, columnSquares);
            }
            map.threshold(page, y, radius, bottom - top, columnSums, columnSquares);
        }
        return map;
    }

    private static void add(GrayImage page, int row, int sign, int[] sums, long[] squares) {
        for (int x = 0; x < sums.length; x++) {
            int shade = page.at(x, row);
            sums[x] += sign * shade;
            squares[x] += (long) sign * shade * shade;
        }
    }

    private void threshold(
            GrayImage page, int y, int radius, int rows, int[] columnSums, long[] columnSquares) {
        long sum = 0;
        long squares = 0;
        int left = 0;
        int right = 0;
        for (int x = 0; x < width; x++) {
            for (; right < Math.min(width, x + radius + 1); right++) {
                sum += columnSums[right];
                squares += columnSquares[right];
            }
            for (; left < x - radius; left++) {
                sum -= columnSums[left];
                squares -= columnSquares[left];
            }
            double count = (double) rows * (right - left);
            double mean = sum / count;
            double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
            double bound = mean * (1 + WEIGHT * (deviation / DEVIATION_RANGE - 1));
            int shade = page.at(x, y);
            ink[y * width + x] = shade < 64 || (shade < bound && shade < 208);
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    boolean at(int x, int y) {
        return ink[y * width + x];
    }

    void set(int x, int y, boolean black) {
        ink[y * width + x] = black;
    }

    /** Number of black pixels inside {@code box}. */
    int count(PixelBox box) {
        int count = 0;
        for (int y = box.y0(); y < box.y1(); y++) {
            for (int x = box.x0(); x < box.x1(); x++) {
                if (ink[y * width + x]) {
                    count++;
                }
            }
        }
        return count;
    }

    /** Takes a component out: all ink that hangs together with the pixel. */
    void erase(int x, int y) {
        IntStack open = new IntStack();
        if (at(x, y)) {
            open.push(y * width + x);
            ink[y * width + x] = false;
        }
        while (!open.isEmpty()) {
            int at = open.pop();
            int column = at % width;
            int row = at / width;
            for (int near = Math.max(0, row - 1); near <= Math.min(height - 1, row + 1); near++) {
                for (int side = Math.max(0, column - 1);
                        side <= Math.min(width - 1, column + 1);
                        side++) {
                    int next = near * width + side;
                    if (ink[next]) {
                        ink[next] = false;
                        open.push(next);
                    }
                }
            }
        }
    }

    /** Positions still to be visited. */
    private static final class IntStack {
        private int[] values = new int[256];
        private int size;

        void push(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int pop() {
            return values[--size];
        }

        boolean isEmpty() {
            return size == 0;
        }
    }
}
