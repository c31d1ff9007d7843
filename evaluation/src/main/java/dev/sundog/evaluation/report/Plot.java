package dev.sundog.evaluation.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * An SVG drawing with a title, a description and, if wanted, axes. Drawings are made twice, for
 * wide and for narrow screens, so that their texts stay readable; the style sheet shows one of
 * them.
 */
final class Plot {
    static final int WIDE = 540;
    static final int NARROW = 340;
    static final int FULL = 1080;

    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 14;
    private static final double BOTTOM = 46;

    private final Markup svg = new Markup();
    private final double width;
    private final double height;

    private Plot(double width, double height) {
        this.width = width;
        this.height = height;
    }

    /** The same drawing at two widths. */
    static void both(Markup page, int wide, IntFunction<Markup> drawing) {
        page.open("div", "class", "wide").add(drawing.apply(wide)).close().line();
        page.open("div", "class", "narrow").add(drawing.apply(NARROW)).close().line();
    }

    /**
     * @param id unique in the page
     * @param title what it is
     * @param description what it shows, for those who cannot see it
     */
    static Markup draw(
            String id,
            String title,
            String description,
            double width,
            double height,
            Consumer<Plot> content) {
        Plot plot = new Plot(width, height);
        String unique = id.replaceAll("[^A-Za-z0-9-]", "-") + "-" + Math.round(width);
        plot.svg.open(
                "svg",
                "viewBox",
                "0 0 " + Numbers.coordinate(width) + " " + Numbers.coordinate(height),
                "role",
                "img",
                "aria-labelledby",
                unique + "-t " + unique + "-d",
                "style",
                String.format(Locale.ROOT, "max-width:%.0fpx", width * 1.15));
        plot.svg.leaf("title", title, "id", unique + "-t");
        plot.svg.leaf("desc", description, "id", unique + "-d");
        content.accept(plot);
        plot.svg.close();
        return plot.svg;
    }

    double left() {
        return LEFT;
    }

    double right() {
        return width - RIGHT;
    }

    double top() {
        return TOP;
    }

    double bottom() {
        return height - BOTTOM;
    }

    double width() {
        return width;
    }

    /** Horizontal lines and labels of a vertical axis, and what it measures. */
    void vertical(Axis axis, String label, boolean percent) {
        for (double tick : axis.ticks(4)) {
            double y = axis.at(tick);
            svg.empty("line", "class", "grid", "x1", LEFT, "x2", right(), "y1", y, "y2", y);
            String text = percent ? Numbers.coordinate(tick * 100) : tick(tick);
            text(LEFT - 7, y + 4, "tick end", text);
        }
        double middle = (TOP + bottom()) / 2;
        svg.leaf(
                "text",
                label,
                "class",
                "axis mid",
                "transform",
                "translate(12 " + Numbers.coordinate(middle) + ") rotate(-90)");
    }

    /** Labels of a horizontal axis, and what it measures. */
    void horizontal(Axis axis, String label) {
        double y = bottom();
        svg.empty("line", "class", "rule", "x1", LEFT, "x2", right(), "y1", y, "y2", y);
        for (double tick : axis.ticks(width < 400 ? 3 : 6)) {
            svg.empty(
                    "line",
                    "class",
                    "rule",
                    "x1",
                    axis.at(tick),
                    "x2",
                    axis.at(tick),
                    "y1",
                    y,
                    "y2",
                    y + 4);
            text(axis.at(tick), y + 17, "tick mid", tick(tick));
        }
        horizontalLabel(label);
    }

    void horizontalLabel(String label) {
        text((LEFT + right()) / 2, bottom() + 36, "axis mid", label);
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        svg.empty("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }

    void path(String style, String data) {
        svg.empty("path", "class", style, "d", data);
    }

    void circle(String style, double x, double y, double radius, String tip) {
        svg.open("circle", "class", style, "cx", x, "cy", y, "r", radius);
        svg.leaf("title", tip).close();
    }

    void box(String style, double x, double y, double w, double h, double radius, String tip) {
        svg.open("rect", "class", style, "x", x, "y", y, "width", w, "height", h, "rx", radius);
        svg.leaf("title", tip).close();
    }

    void text(double x, double y, String style, String text) {
        svg.leaf("text", text, "class", style, "x", x, "y", y);
    }

    /** A line through points. */
    static String through(List<double[]> points) {
        StringBuilder data = new StringBuilder();
        for (double[] point : points) {
            data.append(data.isEmpty() ? 'M' : 'L')
                    .append(Numbers.coordinate(point[0]))
                    .append(' ')
                    .append(Numbers.coordinate(point[1]));
        }
        return data.toString();
    }

    private static String tick(double value) {
        double size = Math.abs(value);
        if (size >= 10_000) {
            return Numbers.count(Math.round(value));
        }
        return size < 1e-9
                ? "0"
                : String.format(Locale.ROOT, "%.6f", value).replaceAll("\\.?0+$", "");
    }
}
