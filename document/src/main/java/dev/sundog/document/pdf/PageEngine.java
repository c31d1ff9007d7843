package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

import org.apache.pdfbox.contentstream.PDFGraphicsStreamEngine;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.blend.BlendMode;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.graphics.state.PDGraphicsState;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationPopup;
import org.apache.pdfbox.util.Matrix;
import org.apache.pdfbox.util.Vector;
import org.jspecify.annotations.Nullable;

import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.util.List;

/**
 * Runs one page's drawing operations and hands what they draw to {@link GlyphCollector} and {@link
 * PathCollector}. Nothing is rendered. For one page and one thread.
 */
final class PageEngine extends PDFGraphicsStreamEngine {
    /** Thrown when a page exceeds a bound; what was read so far stays. */
    static final class BoundReached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BoundReached(String message) {
            super(message, null, false, false);
        }
    }

    private static final int OPERATIONS_BETWEEN_CHECKS = 256;

    /** Points by which an image may stand out of its clip. */
    private static final double ROUNDING = 0.01;

    private final PageFrame frame;
    private final PdfLimits limits;
    private final long deadline;
    private final Layers layers;
    private final GlyphCollector glyphs;
    private final PathCollector paths;
    private final Ink ink = new Ink();
    private final ActualText actual = new ActualText();
    private final GeneralPath path = new GeneralPath();
    private int clipRule = -1;
    private int operations;
    private int shows;
    private int groups;
    private Rectangle2D clip = new Rectangle2D.Double();
    private List<Path2D> clipPaths = List.of();
    private int clipCount = -1;

    PageEngine(PDPage page, PageFrame frame, PdfLimits limits, PdfFonts fonts, Layers layers) {
        super(page);
        this.frame = frame;
        this.limits = limits;
        this.layers = layers;
        this.deadline = System.nanoTime() + limits.time().toNanos();
        this.paths = new PathCollector(frame, limits.paths());
        this.glyphs = new GlyphCollector(frame, limits.glyphs(), fonts);
    }

    GlyphCollector glyphs() {
        return glyphs;
    }

    /** What is seen, as the file says it is to be read, in drawing order. */
    List<Glyph> text() {
        return actual.on(glyphs.visible());
    }

    PathCollector paths() {
        return paths;
    }

    Ink ink() {
        return ink;
    }

    /** Draws the page and what its annotations show. */
    void run() throws IOException {
        processPage(getPage());
        for (PDAnnotation annotation : getPage().getAnnotations()) {
            PDRectangle place = annotation.getRectangle();
            if (place != null) {
                ink.add(
                        frame.box(
                                place.getLowerLeftX(),
                                place.getLowerLeftY(),
                                place.getUpperRightX(),
                                place.getUpperRightY()),
                        false);
            }
            boolean shown =
                    !annotation.isHidden()
                            && !annotation.isNoView()
                            && !(annotation instanceof PDAnnotationLink)
                            && !(annotation instanceof PDAnnotationPopup);
            if (shown) {
                showAnnotation(annotation);
            }
        }
    }

    private void check() {
        if (++operations % OPERATIONS_BETWEEN_CHECKS == 0
                && (System.nanoTime() > deadline || Thread.currentThread().isInterrupted())) {
            throw new BoundReached(
                    "it took longer than " + limits.time().toSeconds() + " s to read");
        }
    }

    /** What may be painted now, in user space; of the paths' bounds only. */
    private Rectangle2D clip() {
        List<Path2D> current = getGraphicsState().getCurrentClippingPaths();
        if (current != clipPaths || current.size() != clipCount) {
            Rectangle2D bounds = null;
            for (Path2D part : current) {
                Rectangle2D next = part.getBounds2D();
                bounds = bounds == null ? next : bounds.createIntersection(next);
            }
            clip = bounds == null ? new Rectangle2D.Double() : bounds;
            clipPaths = current;
            clipCount = current.size();
        }
        return clip;
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        check();
        super.processOperator(operator, operands);
    }

    @Override
    protected void showText(byte[] string) throws IOException {
        check();
        shows++;
        super.showText(string);
    }

    @Override
    protected void showGlyph(Matrix rendering, PDFont font, int code, Vector displacement) {
        check();
        if (getGraphicsState().getTextState().getRenderingMode().isClip()) {
            ink.throughText();
        }
        if (!layers.hidden()) {
            glyphs.add(
                    rendering,
                    font,
                    code,
                    displacement,
                    getGraphicsState(),
                    clip(),
                    shows,
                    layers.tag());
        }
    }

    @Override
    public void beginMarkedContentSequence(COSName tag, @Nullable COSDictionary properties) {
        layers.begin(tag, properties);
        actual.begin(properties, glyphs.visible().size());
    }

    @Override
    public void endMarkedContentSequence() {
        layers.end();
        actual.end(glyphs.visible().size());
    }

    @Override
    public void appendRectangle(Point2D p0, Point2D p1, Point2D p2, Point2D p3) {
        path.moveTo(p0.getX(), p0.getY());
        path.lineTo(p1.getX(), p1.getY());
        path.lineTo(p2.getX(), p2.getY());
        path.lineTo(p3.getX(), p3.getY());
        path.closePath();
    }

    @Override
    public void drawImage(PDImage image) {
        check();
        if (layers.hidden()) {
            return;
        }
        Matrix matrix = getGraphicsState().getCurrentTransformationMatrix();
        Rectangle2D box = new Rectangle2D.Double();
        box.setFrameFromDiagonal(point(matrix, 0, 0), point(matrix, 1, 1));
        box.add(point(matrix, 0, 1));
        box.add(point(matrix, 1, 0));
        Rectangle2D seen = box.createIntersection(clip());
        if (seen.getWidth() > 0 && seen.getHeight() > 0) {
            Box onPage = frame.box(seen.getMinX(), seen.getMinY(), seen.getMaxX(), seen.getMaxY());
            paths.image(onPage);
            glyphs.painted(onPage);
            if (image instanceof PDImageXObject object && plain(object, box)) {
                ink.add(
                        new Ink.Drawing(
                                object.getCOSObject(),
                                getResources().getCOSObject(),
                                matrix.clone()),
                        onPage);
            } else {
                ink.add(onPage, false);
            }
        }
    }

    /** Whether an image drawn now at {@code box} is shown whole, as it is. */
    private boolean plain(PDImageXObject image, Rectangle2D box) {
        PDGraphicsState state = getGraphicsState();
        return groups == 0
                && !image.isStencil()
                && state.getNonStrokeAlphaConstant() == 1
                && state.getSoftMask() == null
                && state.getTransfer() == null
                && state.getBlendMode() == BlendMode.NORMAL
                && state.getCurrentClippingPaths().stream().allMatch(part -> holds(part, box));
    }

    private static boolean holds(Path2D clip, Rectangle2D box) {
        return clip.contains(
                box.getX() + ROUNDING,
                box.getY() + ROUNDING,
                box.getWidth() - 2 * ROUNDING,
                box.getHeight() - 2 * ROUNDING);
    }

    @Override
    public void showTransparencyGroup(PDTransparencyGroup form) throws IOException {
        groups++;
        try {
            super.showTransparencyGroup(form);
        } finally {
            groups--;
        }
    }

    private static Point2D point(Matrix matrix, float x, float y) {
        return matrix.transformPoint(x, y);
    }

    @Override
    public void clip(int windingRule) {
        clipRule = windingRule;
    }

    @Override
    public void moveTo(float x, float y) {
        check();
        path.moveTo(x, y);
    }

    @Override
    public void lineTo(float x, float y) {
        check();
        if (path.getCurrentPoint() == null) {
            path.moveTo(x, y);
        } else {
            path.lineTo(x, y);
        }
    }

    @Override
    public void curveTo(float x1, float y1, float x2, float y2, float x3, float y3) {
        check();
        if (path.getCurrentPoint() == null) {
            path.moveTo(x3, y3);
        } else {
            path.curveTo(x1, y1, x2, y2, x3, y3);
        }
    }

    @Override
    public Point2D getCurrentPoint() {
        Point2D current = path.getCurrentPoint();
        return current == null ? new Point2D.Float() : current;
    }

    @Override
    public void closePath() {
        if (path.getCurrentPoint() != null) {
            path.closePath();
        }
    }

    @Override
    public void endPath() {
        if (clipRule >= 0) {
            path.setWindingRule(clipRule);
            getGraphicsState().intersectClippingPath(path);
            clipRule = -1;
        }
        path.reset();
    }

    @Override
    public void strokePath() {
        stroke();
        endPath();
    }

    private void stroke() {
        if (!layers.hidden()) {
            double width = lineWidth();
            paths.stroke(path, width, clip());
            Rectangle2D bounds = path.getBounds2D();
            mark(
                    bounds.getMinX() - width,
                    bounds.getMinY() - width,
                    bounds.getMaxX() + width,
                    bounds.getMaxY() + width,
                    false);
        }
    }

    /** Notes that a part of user space is painted. */
    private void mark(double x0, double y0, double x1, double y1, boolean white) {
        if (Double.isFinite(x1 - x0) && Double.isFinite(y1 - y0)) {
            ink.add(frame.box(x0, y0, x1, y1), white);
        }
    }

    @Override
    public void fillPath(int windingRule) {
        fill();
        endPath();
    }

    @Override
    public void fillAndStrokePath(int windingRule) {
        fill();
        stroke();
        endPath();
    }

    private void fill() {
        if (layers.hidden()) {
            return;
        }
        boolean white =
                Colours.white(getGraphicsState().getNonStrokingColor())
                        || getGraphicsState().getNonStrokeAlphaConstant() == 0;
        paths.fill(path, white, clip()).ifPresent(glyphs::painted);
        Rectangle2D bounds = path.getBounds2D();
        mark(bounds.getMinX(), bounds.getMinY(), bounds.getMaxX(), bounds.getMaxY(), white);
    }

    private double lineWidth() {
        Matrix matrix = getGraphicsState().getCurrentTransformationMatrix();
        double scale = Math.sqrt(Math.abs(matrix.getScalingFactorX() * matrix.getScalingFactorY()));
        return getGraphicsState().getLineWidth() * scale;
    }

    @Override
    public void shadingFill(COSName name) {
        Rectangle2D area = clip();
        Box box = frame.box(area.getMinX(), area.getMinY(), area.getMaxX(), area.getMaxY());
        glyphs.painted(box);
        ink.add(box, false);
    }
}
