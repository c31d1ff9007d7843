package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

/**
 * Between the page and a frame turned by {@code angle} degrees so that text of that angle stands
 * upright in it.
 */
record Turn(int angle) {
    /** x in the turned frame of a point of the page. */
    double x(double pageX, double pageY) {
        return pageX * cos() + pageY * sin();
    }

    double y(double pageX, double pageY) {
        return pageY * cos() - pageX * sin();
    }

    /** The upright box on the page around a box of the turned frame. */
    Box onPage(double x0, double y0, double x1, double y1) {
        if (angle == 0) {
            return new Box(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
        }
        return corner(x0, y0).union(corner(x1, y0)).union(corner(x0, y1)).union(corner(x1, y1));
    }

    private Box corner(double x, double y) {
        double pageX = x * cos() - y * sin();
        double pageY = x * sin() + y * cos();
        return new Box(pageX, pageY, pageX, pageY);
    }

    private double cos() {
        return switch (angle) {
            case 0 -> 1;
            case 90, 270 -> 0;
            case 180 -> -1;
            default -> Math.cos(Math.toRadians(angle));
        };
    }

    private double sin() {
        return switch (angle) {
            case 0, 180 -> 0;
            case 90 -> 1;
            case 270 -> -1;
            default -> Math.sin(Math.toRadians(angle));
        };
    }
}
