package dev.sundog.document.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.TestPdf;
import dev.sundog.document.page.PixelRectangle;
import dev.sundog.document.tree.Box;

import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.blend.BlendMode;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Parts of a page drawn without the rest have the pixels of the whole page's picture. */
class FigureDrawingTest {
    private static final double DOTS = 150;

    @TempDir private Path folder;

    /** How a part can be drawn. */
    private enum Way {
        ALONE,
        PART,
        WHOLE
    }

    /** A picture whose every pixel has a colour of its own. */
    private static PDImageXObject picture(TestPdf pdf) throws IOException {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                image.setRGB(x, y, 6 * x << 16 | 8 * y << 8 | (x * y & 0xFF));
            }
        }
        return LosslessFactory.createFromImage(pdf.document(), image);
    }

    private static TestPdf page() {
        return new TestPdf().lines(60, 60, "The harbour lies below the town.", "Ships come here.");
    }

    /** Draws a picture with its upper left corner at (100, 200). */
    private static TestPdf with(TestPdf pdf, float width, float height) throws IOException {
        PDImageXObject picture = picture(pdf);
        float bottom = (float) TestPdf.HEIGHT - 200 - height;
        return pdf.run(out -> out.drawImage(picture, 100, bottom, width, height));
    }

    /** Which ways the picture of a page can be drawn, all of them with the same pixels. */
    private Way drawn(TestPdf pdf) {
        Path file = pdf.save(folder, "figure.pdf");
        try (PdfSource source = PdfSource.open(file, "", PdfLimits.standard())) {
            PdfPage page = source.read(1);
            assertThat(page.quarters()).isZero();
            Box box = page.content().pictures().getFirst().box();
            Optional<BufferedImage> alone = source.renderAlone(1, box, DOTS);
            Optional<BufferedImage> part = source.renderPart(1, box, DOTS);
            BufferedImage whole = source.render(1, DOTS, 0).orElseThrow();
            alone.ifPresent(image -> same(image, whole, box, page.content().width()));
            part.ifPresent(image -> same(image, whole, box, page.content().width()));
            return alone.isPresent() ? Way.ALONE : part.isPresent() ? Way.PART : Way.WHOLE;
        }
    }

    private static void same(BufferedImage image, BufferedImage whole, Box box, double pageWidth) {
        PixelRectangle place =
                PixelRectangle.of(box, pageWidth, whole.getWidth(), whole.getHeight());
        assertThat(image.getWidth()).isEqualTo(place.width());
        assertThat(image.getHeight()).isEqualTo(place.height());
        int[] expected = new int[place.width() * place.height()];
        int[] found = new int[expected.length];
        whole.getRGB(
                place.x(), place.y(), place.width(), place.height(), expected, 0, place.width());
        image.getRGB(0, 0, place.width(), place.height(), found, 0, place.width());
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aPictureThatStandsAloneIsDrawnAlone() throws IOException {
        assertThat(drawn(with(page(), 240, 180))).isEqualTo(Way.ALONE);
    }

    @Test
    void aStretchedPictureIsDrawnStretched() throws IOException {
        assertThat(drawn(with(page(), 333, 77))).isEqualTo(Way.ALONE);
    }

    @Test
    void aPictureOfATurnedPageIsTurned() throws IOException {
        TestPdf pdf = with(new TestPdf(), 240, 180);
        pdf.page().setRotation(90);
        assertThat(drawn(pdf)).isEqualTo(Way.ALONE);
    }

    @Test
    void aPictureOfACroppedPageLiesWhereItIsSeen() throws IOException {
        TestPdf pdf = with(page(), 240, 180);
        pdf.page().setCropBox(new PDRectangle(33.3f, 44.4f, 500, 700));
        assertThat(drawn(pdf)).isEqualTo(Way.ALONE);
    }

    @Test
    void paperUnderAPictureIsNoMatter() throws IOException {
        TestPdf pdf =
                page().run(
                                out -> {
                                    out.setNonStrokingColor(1f);
                                    out.addRect(0, 0, (float) TestPdf.WIDTH, 800);
                                    out.fill();
                                });
        assertThat(drawn(with(pdf, 240, 180))).isEqualTo(Way.ALONE);
    }

    @Test
    void lettersOnAPictureAreDrawnWithIt() throws IOException {
        TestPdf pdf = with(page(), 240, 180).lines(150, 260, "A label", "of two lines");
        assertThat(drawn(pdf)).isEqualTo(Way.PART);
    }

    @Test
    void aFrameIsDrawnWithItsPicture() throws IOException {
        assertThat(drawn(with(page(), 240, 180).rule(100, 200, 340, 200))).isEqualTo(Way.PART);
    }

    @Test
    void aColourUnderAPictureIsDrawnWithIt() throws IOException {
        TestPdf pdf =
                page().run(
                                out -> {
                                    out.setNonStrokingColor(0.7f);
                                    out.addRect(80, 300, 400, 500);
                                    out.fill();
                                    out.setNonStrokingColor(0f);
                                });
        assertThat(drawn(with(pdf, 240, 180))).isEqualTo(Way.PART);
    }

    @Test
    void aRoundClipCutsThePicture() throws IOException {
        TestPdf pdf = page();
        PDImageXObject picture = picture(pdf);
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.moveTo(100, 400);
                    out.curveTo(100, 600, 340, 600, 340, 400);
                    out.closePath();
                    out.clip();
                    out.drawImage(picture, 100, 400, 240, 150);
                    out.restoreGraphicsState();
                });
        assertThat(drawn(pdf)).isEqualTo(Way.PART);
    }

    @Test
    void aLeaningPictureIsDrawnLeaning() throws IOException {
        TestPdf pdf = page();
        PDImageXObject picture = picture(pdf);
        pdf.run(out -> out.drawImage(picture, new Matrix(200, 80, -60, 150, 200, 300)));
        assertThat(drawn(pdf)).isEqualTo(Way.ALONE);
    }

    @Test
    void aPalePictureIsDrawnPale() throws IOException {
        TestPdf pdf = page();
        PDExtendedGraphicsState pale = new PDExtendedGraphicsState();
        pale.setNonStrokingAlphaConstant(0.4f);
        pdf.run(out -> out.setGraphicsStateParameters(pale));
        assertThat(drawn(with(pdf, 240, 180))).isEqualTo(Way.PART);
    }

    @Test
    void aPageThatBlendsIsDrawnWhole() throws IOException {
        TestPdf pdf = page();
        PDExtendedGraphicsState blending = new PDExtendedGraphicsState();
        blending.setBlendMode(BlendMode.MULTIPLY);
        pdf.run(out -> out.setGraphicsStateParameters(blending));
        assertThat(drawn(with(pdf, 240, 180))).isEqualTo(Way.WHOLE);
    }

    @Test
    void aDrawingIsDrawnWithTheLettersThatReachIntoIt() {
        TestPdf pdf = page().drawing(100, 200, 300, 320);
        for (int i = 0; i < 40; i++) {
            pdf.lines(60 + 9 * i, 150 + 6 * i, "labels all over the drawing and beside it");
        }
        assertThat(drawn(pdf)).isEqualTo(Way.PART);
    }
}
