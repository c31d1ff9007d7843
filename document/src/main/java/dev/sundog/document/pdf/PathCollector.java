package dev.sundog.document.pdf;

import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Ruling;
import dev.sundog.document.tree.Box;

import java.awt.geom.GeneralPath;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ruling lines, images and drawings of one page. */
final class PathCollector {
    private static final double STRAIGHT = 0.6;
    private static final double SHORTEST_RULING = 3;
    private static final double THICKEST_RULING = 3.5;

    private final PageFrame frame;
    private final int limit;
    private final List<Ruling> rulings = new ArrayList<>();
    private final List<Box> images = new ArrayList<>();
    private final List<Box> strokes = new ArrayList<>();
    private int segments;

    PathCollector(PageFrame frame, int limit) {
        this.frame = frame;
        this.limit = limit;
    }

    List<Ruling> rulings() {
        return rulings;
    }

    /** Boxes of images, in drawing order. */
    List<Box> images() {
        return images;
    }

    void image(Box box) {
        images.add(box);
    }

    /** Takes the straight upright segments of a stroked path as rulings, the rest as drawing. */
    void stroke(GeneralPath path, double width, Rectangle2D clip) {
        double[] at = new double[6];
        double x = 0;
        double y = 0;
        double startX = 0;
        double startY = 0;
        for (PathIterator parts = path.getPathIterator(null); !parts.isDone(); parts.next()) {
            int kind = parts.currentSegment(at);
            count();
            switch (kind) {
                case PathIterator.SEG_MOVETO -> {
                    startX = at[0];
                    startY = at[1];
                }
                case PathIterator.SEG_LINETO -> line(x, y, at[0], at[1], width, clip);
                case PathIterator.SEG_CLOSE -> line(x, y, startX, startY, width, clip);
                default -> drawing(x, y, at[4], at[5], clip);
            }
            int end = kind == PathIterator.SEG_CUBICTO ? 4 : 0;
            x = kind == PathIterator.SEG_CLOSE ? startX : at[end];
            y = kind == PathIterator.SEG_CLOSE ? startY : at[end + 1];
        }
    }

    /**
     * Takes a filled path: a thin one is a ruling, of a larger upright rectangle the edges are, all
     * else is drawing.
     *
     * @return where paper was covered
     */
    Optional<Box> fill(GeneralPath path, boolean white, Rectangle2D clip) {
        List<Rectangle2D> parts = new ArrayList<>();
        boolean upright = rectangles(path, parts);
        Optional<Box> whole = seen(path.getBounds2D(), clip);
        if (white || whole.isEmpty()) {
            return white ? Optional.empty() : whole;
        }
        if (!upright) {
            strokes.add(whole.get());
            return whole;
        }
        for (Rectangle2D part : parts) {
            seen(part, clip).ifPresent(this::filled);
        }
        return whole;
    }

    private void filled(Box box) {
        double thin = Math.min(box.width(), box.height());
        double length = Math.max(box.width(), box.height());
        if (thin <= THICKEST_RULING) {
            if (length >= SHORTEST_RULING && length >= 3 * thin) {
                rulings.add(new Ruling(box, thin));
            }
            return;
        }
        if (box.overlap(frame.pageBox()) > 0.9 * frame.width() * frame.height()) {
            return;
        }
        rulings.add(new Ruling(new Box(box.x0(), box.y0(), box.x1(), box.y0()), 0));
        rulings.add(new Ruling(new Box(box.x0(), box.y1(), box.x1(), box.y1()), 0));
        rulings.add(new Ruling(new Box(box.x0(), box.y0(), box.x0(), box.y1()), 0));
        rulings.add(new Ruling(new Box(box.x1(), box.y0(), box.x1(), box.y1()), 0));
        strokes.add(box);
    }

    /** Collects the rectangles of which {@code path} consists; false if it has other parts. */
    private boolean rectangles(GeneralPath path, List<Rectangle2D> found) {
        double[] at = new double[6];
        Rectangle2D current = new Rectangle2D.Double();
        double x = 0;
        double y = 0;
        boolean upright = true;
        for (PathIterator parts = path.getPathIterator(null); !parts.isDone(); parts.next()) {
            count();
            switch (parts.currentSegment(at)) {
                case PathIterator.SEG_MOVETO -> {
                    current = new Rectangle2D.Double(at[0], at[1], 0, 0);
                    found.add(current);
                }
                case PathIterator.SEG_LINETO -> {
                    upright &= Math.min(Math.abs(at[0] - x), Math.abs(at[1] - y)) <= STRAIGHT;
                    current.add(at[0], at[1]);
                }
                case PathIterator.SEG_CLOSE -> {}
                default -> upright = false;
            }
            x = at[0];
            y = at[1];
        }
        return upright;
    }

    private void line(double ax, double ay, double bx, double by, double width, Rectangle2D clip) {
        double length = Math.max(Math.abs(ax - bx), Math.abs(ay - by));
        double skew = Math.min(Math.abs(ax - bx), Math.abs(ay - by));
        if (length == 0) {
            return;
        }
        if (skew > STRAIGHT) {
            drawing(ax, ay, bx, by, clip);
        } else if (length >= SHORTEST_RULING) {
            Rectangle2D bounds = new Rectangle2D.Double();
            bounds.setFrameFromDiagonal(ax, ay, bx, by);
            seen(bounds, clip).ifPresent(box -> rulings.add(new Ruling(box, width)));
        }
    }

    private void drawing(double ax, double ay, double bx, double by, Rectangle2D clip) {
        Rectangle2D bounds = new Rectangle2D.Double();
        bounds.setFrameFromDiagonal(ax, ay, bx, by);
        seen(bounds, clip).ifPresent(strokes::add);
    }

    /** The part of {@code bounds} inside clip and page. */
    private Optional<Box> seen(Rectangle2D bounds, Rectangle2D clip) {
        double x0 = Math.max(bounds.getMinX(), clip.getMinX());
        double y0 = Math.max(bounds.getMinY(), clip.getMinY());
        double x1 = Math.min(bounds.getMaxX(), clip.getMaxX());
        double y1 = Math.min(bounds.getMaxY(), clip.getMaxY());
        if (!(x0 <= x1 && y0 <= y1) || !Double.isFinite(x1 - x0) || !Double.isFinite(y1 - y0)) {
            return Optional.empty();
        }
        Box box = frame.box(x0, y0, x1, y1);
        Box page = frame.pageBox();
        boolean outside =
                box.x1() < page.x0()
                        || box.x0() > page.x1()
                        || box.y1() < page.y0()
                        || box.y0() > page.y1();
        return outside ? Optional.empty() : Optional.of(box);
    }

    private void count() {
        if (++segments > limit) {
            throw new PageEngine.BoundReached("it draws more than " + limit + " path segments");
        }
    }

    /** Images and groups of drawn paths. */
    List<Picture> pictures() {
        List<Picture> pictures = new ArrayList<>();
        Box page = frame.pageBox();
        for (Box image : images) {
            clipped(image, page).ifPresent(box -> pictures.add(new Picture(box, false)));
        }
        for (Box drawing : Drawings.groups(strokes, page)) {
            pictures.add(new Picture(drawing, true));
        }
        return pictures;
    }

    private static Optional<Box> clipped(Box box, Box page) {
        double x0 = Math.max(box.x0(), page.x0());
        double y0 = Math.max(box.y0(), page.y0());
        double x1 = Math.min(box.x1(), page.x1());
        double y1 = Math.min(box.y1(), page.y1());
        return x0 < x1 && y0 < y1 ? Optional.of(new Box(x0, y0, x1, y1)) : Optional.empty();
    }

    /** The part of the page under images, 0 to 1. */
    double imageShare() {
        Box page = frame.pageBox();
        double covered = images.stream().mapToDouble(page::overlap).sum();
        return Math.min(1, covered / Math.max(1e-9, page.area()));
    }
}
