package dev.sundog.document.tree;

/**
 * An upright rectangle on a page: points (1/72 inch) from the page's top left corner as a reader
 * holds it (rotation applied), y downward.
 */
public record Box(double x0, double y0, double x1, double y1) {
    /** Checks that the corners are finite and in order; an empty box is allowed. */
    public Box {
        if (!(x0 <= x1 && y0 <= y1) || !Double.isFinite(x1 - x0) || !Double.isFinite(y1 - y0)) {
            throw new IllegalArgumentException("no box: " + x0 + " " + y0 + " " + x1 + " " + y1);
        }
    }

    /** The smallest box around all of {@code boxes}, which must not be empty. */
    public static Box around(Iterable<Box> boxes) {
        double x0 = Double.POSITIVE_INFINITY;
        double y0 = Double.POSITIVE_INFINITY;
        double x1 = Double.NEGATIVE_INFINITY;
        double y1 = Double.NEGATIVE_INFINITY;
        for (Box box : boxes) {
            x0 = Math.min(x0, box.x0);
            y0 = Math.min(y0, box.y0);
            x1 = Math.max(x1, box.x1);
            y1 = Math.max(y1, box.y1);
        }
        return new Box(x0, y0, x1, y1);
    }

    public double width() {
        return x1 - x0;
    }

    public double height() {
        return y1 - y0;
    }

    public double area() {
        return width() * height();
    }

    public double centerX() {
        return (x0 + x1) / 2;
    }

    public double centerY() {
        return (y0 + y1) / 2;
    }

    /** The smallest box around both. */
    public Box union(Box other) {
        return new Box(
                Math.min(x0, other.x0),
                Math.min(y0, other.y0),
                Math.max(x1, other.x1),
                Math.max(y1, other.y1));
    }

    /** Area that both cover, 0 when apart. */
    public double overlap(Box other) {
        return overlapX(other) * overlapY(other);
    }

    /** Length of the common part of both horizontal extents. */
    public double overlapX(Box other) {
        return Math.max(0, Math.min(x1, other.x1) - Math.max(x0, other.x0));
    }

    /** Length of the common part of both vertical extents. */
    public double overlapY(Box other) {
        return Math.max(0, Math.min(y1, other.y1) - Math.max(y0, other.y0));
    }

    /** Whether the centre of {@code other} lies inside. */
    public boolean containsCenter(Box other) {
        double x = other.centerX();
        double y = other.centerY();
        return x >= x0 && x <= x1 && y >= y0 && y <= y1;
    }
}
