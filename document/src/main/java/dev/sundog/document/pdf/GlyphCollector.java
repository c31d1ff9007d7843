package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.encoding.GlyphList;
import org.apache.pdfbox.pdmodel.graphics.state.PDGraphicsState;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.util.Matrix;
import org.apache.pdfbox.util.Vector;
import org.jspecify.annotations.Nullable;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The glyphs of one page that a reader can see. Left out are glyphs outside the page or the clip,
 * white ones on bare paper and those drawn again at the same place, which make their first drawing
 * bold when shifted; glyphs drawn invisibly (a scan's text layer) are kept apart.
 */
final class GlyphCollector {
    private static final int SNAP_DEGREES = 3;
    private static final double SAME_PLACE = 0.12;
    private static final double SHIFTED = 0.004;
    private static final double SMALLEST_SIZE = 0.5;

    private final PageFrame frame;
    private final int limit;
    private final PdfFonts fonts;
    private final List<Glyph> visible = new ArrayList<>();
    private final List<Glyph> invisible = new ArrayList<>();
    private final List<Box> painted = new ArrayList<>();
    private final GlyphPlaces places = new GlyphPlaces();

    GlyphCollector(PageFrame frame, int limit, PdfFonts fonts) {
        this.frame = frame;
        this.limit = limit;
        this.fonts = fonts;
    }

    /** What is seen, in drawing order. */
    List<Glyph> visible() {
        return visible;
    }

    /** What is drawn in no colour, in drawing order. */
    List<Glyph> invisible() {
        return invisible;
    }

    /** Notes that {@code box} is no longer bare paper. */
    void painted(Box box) {
        painted.add(box);
    }

    void add(
            Matrix rendering,
            PDFont font,
            int code,
            Vector displacement,
            PDGraphicsState state,
            Rectangle2D clip,
            int show,
            int tag) {
        if (visible.size() + invisible.size() >= limit) {
            throw new PageEngine.BoundReached("it has more than " + limit + " glyphs");
        }
        FontFacts facts = fonts.of(font);
        Point2D from = rendering.transformPoint(0, 0);
        Point2D to = rendering.transformPoint(displacement.getX(), displacement.getY());
        double startX = frame.x(from.getX(), from.getY());
        double startY = frame.y(from.getX(), from.getY());
        double endX = frame.x(to.getX(), to.getY());
        double endY = frame.y(to.getX(), to.getY());
        double size = size(rendering, facts, displacement);
        if (!usable(startX, startY, endX, endY, size) || !clip.intersects(inside(from, to, size))) {
            return;
        }
        int angle = angle(rendering, displacement);
        Turn turn = new Turn(angle);
        double x0 = turn.x(startX, startY);
        double x1 = Math.max(x0, turn.x(endX, endY));
        RenderingMode mode = state.getTextState().getRenderingMode();
        boolean stroked = mode == RenderingMode.FILL_STROKE;
        Glyph glyph =
                new Glyph(
                        text(font, code),
                        x0,
                        x1,
                        turn.y(startX, startY),
                        size,
                        facts,
                        angle,
                        facts.bold() || stroked,
                        show,
                        visible.size() + invisible.size(),
                        tag);
        if (!shows(mode, state)) {
            invisible.add(glyph);
        } else if (!(Colours.white(state.getNonStrokingColor()) && onBarePaper(startX, startY))) {
            place(glyph);
        }
    }

    private static boolean shows(RenderingMode mode, PDGraphicsState state) {
        boolean drawn = mode.isFill() || mode.isStroke();
        return drawn && state.getNonStrokeAlphaConstant() > 0;
    }

    private boolean onBarePaper(double x, double y) {
        for (Box box : painted) {
            if (x >= box.x0() && x <= box.x1() && y >= box.y0() && y <= box.y1()) {
                return false;
            }
        }
        return true;
    }

    private boolean usable(double x0, double y0, double x1, double y1, double size) {
        boolean finite = Double.isFinite(x0 + y0 + x1 + y1 + size);
        double x = (x0 + x1) / 2;
        double y = (y0 + y1) / 2;
        return finite
                && size >= SMALLEST_SIZE
                && x >= 0
                && y >= 0
                && x <= frame.width()
                && y <= frame.height() + size;
    }

    /** The middle of the glyph's ink, about. */
    private static Rectangle2D inside(Point2D from, Point2D to, double size) {
        double tolerance = size * 0.3;
        return new Rectangle2D.Double(
                (from.getX() + to.getX()) / 2 - tolerance,
                (from.getY() + to.getY()) / 2 - tolerance,
                2 * tolerance,
                2 * tolerance);
    }

    private static double size(Matrix rendering, FontFacts facts, Vector displacement) {
        double across =
                displacement.getX() == 0 && displacement.getY() != 0
                        ? Math.hypot(rendering.getScaleX(), rendering.getShearY())
                        : Math.hypot(rendering.getShearX(), rendering.getScaleY());
        return across * facts.scale();
    }

    /** Clockwise degrees of the writing direction as the reader holds the page. */
    private int angle(Matrix rendering, Vector displacement) {
        boolean vertical = displacement.getX() == 0 && displacement.getY() != 0;
        double dx = vertical ? -rendering.getShearX() : rendering.getScaleX();
        double dy = vertical ? -rendering.getScaleY() : rendering.getShearY();
        int degrees = (int) Math.round(Math.toDegrees(Math.atan2(-dy, dx))) + frame.rotation();
        int nearest = Math.round(degrees / 90f) * 90;
        return Math.floorMod(Math.abs(degrees - nearest) <= SNAP_DEGREES ? nearest : degrees, 360);
    }

    private static String text(PDFont font, int code) {
        @Nullable String text;
        try {
            text = font.toUnicode(code, GlyphList.getAdobeGlyphList());
        } catch (RuntimeException e) {
            text = null;
        }
        return text == null || text.isEmpty() ? "\uFFFD" : Characters.composed(text);
    }

    private void place(Glyph glyph) {
        double step = Math.max(0.5, glyph.size() * SAME_PLACE * 2);
        long column = (long) Math.floor(glyph.x0() / step);
        long row = (long) Math.floor(glyph.y() / step);
        if (!glyph.space()) {
            for (long c = column - 1; c <= column + 1; c++) {
                for (long r = row - 1; r <= row + 1; r++) {
                    int first = places.get(glyph.text(), c, r, glyph.angle());
                    if (first != GlyphPlaces.NONE && same(visible.get(first), glyph)) {
                        merge(first, glyph);
                        return;
                    }
                }
            }
            places.put(glyph.text(), column, row, glyph.angle(), visible.size());
        }
        visible.add(glyph);
    }

    private static boolean same(Glyph a, Glyph b) {
        double tolerance = Math.max(a.size(), b.size()) * SAME_PLACE;
        return Math.abs(a.x0() - b.x0()) <= tolerance
                && Math.abs(a.y() - b.y()) <= tolerance
                && Math.abs(a.size() - b.size()) <= tolerance;
    }

    private void merge(int index, Glyph again) {
        Glyph first = visible.get(index);
        boolean shifted =
                Math.hypot(first.x0() - again.x0(), first.y() - again.y()) > SHIFTED * first.size();
        if (shifted && first.show() != again.show() && !first.bold()) {
            visible.set(index, first.emboldened());
        }
    }
}
