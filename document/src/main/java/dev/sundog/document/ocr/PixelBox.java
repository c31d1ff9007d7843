package dev.sundog.document.ocr;

/**
 * A rectangle of pixels.
 *
 * @param x0 first column
 * @param y0 first row
 * @param x1 column after the last
 * @param y1 row after the last
 */
public record PixelBox(int x0, int y0, int x1, int y1) {
    public PixelBox {
        if (x0 > x1 || y0 > y1) {
            throw new IllegalArgumentException("no box: " + x0 + " " + y0 + " " + x1 + " " + y1);
        }
    }

    public int width() {
        return x1 - x0;
    }

    public int height() {
        return y1 - y0;
    }

    public long area() {
        return (long) width() * height();
    }

    double centerX() {
        return (x0 + x1) / 2.0;
    }

    double centerY() {
        return (y0 + y1) / 2.0;
    }

    PixelBox union(PixelBox other) {
        return new PixelBox(
                Math.min(x0, other.x0),
                Math.min(y0, other.y0),
                Math.max(x1, other.x1),
                Math.max(y1, other.y1));
    }

    /** Grown by {@code x} and {@code y} to each side, cut at an image's border. */
    PixelBox grown(int x, int y, int width, int height) {
        int left = Math.clamp(x0 - x, 0, width);
        int top = Math.clamp(y0 - y, 0, height);
        return new PixelBox(
                left, top, Math.clamp(x1 + x, left, width), Math.clamp(y1 + y, top, height));
    }

    int overlapX(PixelBox other) {
        return Math.max(0, Math.min(x1, other.x1) - Math.max(x0, other.x0));
    }

    int overlapY(PixelBox other) {
        return Math.max(0, Math.min(y1, other.y1) - Math.max(y0, other.y0));
    }

    long overlap(PixelBox other) {
        return (long) overlapX(other) * overlapY(other);
    }

    /** Columns between both, negative if they share columns. */
    int gapX(PixelBox other) {
        return Math.max(x0, other.x0) - Math.min(x1, other.x1);
    }

    /** Rows between both, negative if they share rows. */
    int gapY(PixelBox other) {
        return Math.max(y0, other.y0) - Math.min(y1, other.y1);
    }

    boolean containsCenter(PixelBox other) {
        double x = other.centerX();
        double y = other.centerY();
        return x >= x0 && x < x1 && y >= y0 && y < y1;
    }
}
