package dev.sundog.document.pdf;

import dev.sundog.document.page.PixelRectangle;
import dev.sundog.document.tree.Box;

import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.blend.BlendMode;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.rendering.PageDrawer;
import org.apache.pdfbox.rendering.PageDrawerParameters;
import org.apache.pdfbox.rendering.RenderDestination;
import org.apache.pdfbox.util.Matrix;
import org.apache.pdfbox.util.Vector;
import org.jspecify.annotations.Nullable;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Renders pages or parts of them, giving up on one that takes too long. For one thread. */
final class BoundedRenderer extends PDFRenderer {
    private static final COSName IMAGE = COSName.getPDFName("Image");

    private final Duration time;
    private final Scope scope;

    /** What of the page is drawn. */
    private sealed interface Scope {
        record Whole() implements Scope {}

        /**
         * What may touch a part.
         *
         * @param box on the page as a reader holds it
         */
        record Part(PageFrame frame, Box box) implements Scope {}

        /** One image, in a page that has nothing else, closed when it is drawn. */
        record Image(COSStream content, PDPage page, Matrix matrix) implements Scope {}
    }

    private BoundedRenderer(PDDocument document, Duration time, Scope scope) {
        super(document);
        this.time = time;
        this.scope = scope;
        setSubsamplingAllowed(true);
    }

    /** Draws whole pages. */
    static BoundedRenderer ofPage(PDDocument document, Duration time) {
        return new BoundedRenderer(document, time, new Scope.Whole());
    }

    /** Leaves out what lies away from {@code box}. */
    static BoundedRenderer ofPart(PDDocument document, Duration time, PageFrame frame, Box box) {
        return new BoundedRenderer(document, time, new Scope.Part(frame, box));
    }

    /** Draws nothing of {@code page} but an image. */
    static BoundedRenderer ofImage(
            PDDocument document, Duration time, PDPage page, Ink.Drawing drawing)
            throws IOException {
        COSDictionary images = new COSDictionary();
        images.setItem(IMAGE, drawing.stream());
        COSDictionary resources = new COSDictionary(drawing.resources());
        resources.setItem(COSName.XOBJECT, images);
        COSStream content = new COSStream();
        try (OutputStream out = content.createOutputStream()) {
            out.write(("/" + IMAGE.getName() + " Do").getBytes(StandardCharsets.US_ASCII));
        }
        COSDictionary copy = new COSDictionary(page.getCOSObject());
        copy.setItem(COSName.RESOURCES, resources);
        copy.setItem(COSName.CONTENTS, content);
        BoundedRenderer renderer =
                new BoundedRenderer(
                        document,
                        time,
                        new Scope.Image(content, new PDPage(copy), drawing.matrix()));
        renderer.setAnnotationsFilter(annotation -> false);
        return renderer;
    }

    /** Whether a page has blend modes, for which PDFBox composes the whole page anew. */
    static boolean blends(PDPage page) {
        PDResources resources = page.getResources();
        if (resources == null) {
            return false;
        }
        for (COSName name : resources.getExtGStateNames()) {
            PDExtendedGraphicsState state = resources.getExtGState(name);
            if (state != null && state.getBlendMode() != BlendMode.NORMAL) {
                return true;
            }
        }
        return false;
    }

    /**
     * Draws a part with the pixels that it has in the picture of the whole page.
     *
     * @param scale pixels a point
     */
    BufferedImage renderPart(int index, PageFrame frame, Box box, double scale) throws IOException {
        PixelRectangle pixels =
                PixelRectangle.of(
                        box,
                        frame.width(),
                        pixels(frame.width(), scale),
                        pixels(frame.height(), scale));
        BufferedImage image =
                new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setBackground(Color.WHITE);
            graphics.clearRect(0, 0, pixels.width(), pixels.height());
            graphics.translate(-pixels.x(), -pixels.y());
            renderPageToGraphics(
                    index, graphics, (float) scale, (float) scale, RenderDestination.EXPORT);
        } finally {
            graphics.dispose();
            if (scope instanceof Scope.Image alone) {
                alone.content().close();
            }
        }
        return image;
    }

    /** As PDFBox counts them. */
    private static int pixels(double points, double scale) {
        return (int) Math.max(Math.floor((float) points * (float) scale), 1);
    }

    @Override
    protected PageDrawer createPageDrawer(PageDrawerParameters parameters) throws IOException {
        return new BoundedDrawer(parameters, System.nanoTime() + time.toNanos(), scope);
    }

    private static final class BoundedDrawer extends PageDrawer {
        /** Ems around a glyph's origin that its ink may reach. */
        private static final double REACH = 4;

        private static final double UNITS = 1000;
        private static final double MARGIN = 2;

        private final long deadline;
        private final Scope scope;
        private Optional<Graphics2D> pageGraphics = Optional.empty();

        private BoundedDrawer(PageDrawerParameters parameters, long deadline, Scope scope)
                throws IOException {
            super(parameters);
            this.deadline = deadline;
            this.scope = scope;
        }

        @Override
        public void processPage(PDPage page) throws IOException {
            pageGraphics = Optional.of(getGraphics());
            switch (scope) {
                case Scope.Image alone -> super.processPage(alone.page());
                case Scope.Whole whole -> super.processPage(page);
                case Scope.Part part -> super.processPage(page);
            }
        }

        @Override
        protected void processOperator(Operator operator, @Nullable List<COSBase> operands)
                throws IOException {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new PageEngine.BoundReached("it took too long to draw");
            }
            if (scope instanceof Scope.Image alone) {
                getGraphicsState().setCurrentTransformationMatrix(alone.matrix().clone());
            }
            super.processOperator(operator, operands);
        }

        /**
         * The part that is wanted, if what is drawn now is drawn on the page itself: groups and
         * patterns have pictures of their own.
         */
        private Optional<Scope.Part> wanted() {
            return scope instanceof Scope.Part part
                            && pageGraphics.filter(page -> page == getGraphics()).isPresent()
                    ? Optional.of(part)
                    : Optional.empty();
        }

        @Override
        protected void showFontGlyph(Matrix rendering, PDFont font, int code, Vector displacement)
                throws IOException {
            Optional<Scope.Part> wanted = wanted();
            if (wanted.isEmpty()
                    || getGraphicsState().getTextState().getRenderingMode().isClip()
                    || touches(wanted.get(), rendering, font)) {
                super.showFontGlyph(rendering, font, code, displacement);
            }
        }

        private static boolean touches(Scope.Part part, Matrix rendering, PDFont font) {
            double em =
                    Math.max(
                            Math.hypot(rendering.getScaleX(), rendering.getShearY()),
                            Math.hypot(rendering.getShearX(), rendering.getScaleY()));
            double units = Math.max(1, UNITS * Math.abs(font.getFontMatrix().getScaleX()));
            double reach = REACH * em * units;
            double x = rendering.getTranslateX();
            double y = rendering.getTranslateY();
            return near(part, part.frame().x(x, y), part.frame().y(x, y), reach);
        }

        /** Whether a point is nearer than {@code reach} to a part; a point that is none is. */
        private static boolean near(Scope.Part part, double x, double y, double reach) {
            Box box = part.box();
            boolean away =
                    x < box.x0() - reach
                            || x > box.x1() + reach
                            || y < box.y0() - reach
                            || y > box.y1() + reach;
            return !away;
        }

        @Override
        public void drawImage(PDImage image) throws IOException {
            Optional<Scope.Part> wanted = wanted();
            if (wanted.isEmpty() || touches(wanted.get())) {
                super.drawImage(image);
            }
        }

        /** Whether an image that is drawn now shows in {@code part}. */
        private boolean touches(Scope.Part part) {
            Matrix matrix = getGraphicsState().getCurrentTransformationMatrix();
            Point2D middle = matrix.transformPoint(0.5f, 0.5f);
            double reach = MARGIN;
            for (int corner = 0; corner < 4; corner++) {
                Point2D at = matrix.transformPoint(corner & 1, corner >> 1);
                reach = Math.max(reach, MARGIN + middle.distance(at));
            }
            double x = middle.getX();
            double y = middle.getY();
            return near(part, part.frame().x(x, y), part.frame().y(x, y), reach);
        }
    }
}
