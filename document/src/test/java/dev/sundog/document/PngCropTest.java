package dev.sundog.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.tree.Box;

import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.function.IntBinaryOperator;

import javax.imageio.ImageIO;

class PngCropTest {
    /** Where a PNG says how many bits and which colours its samples have. */
    private static final int COLOUR_TYPE = 25;

    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;

    private static BufferedImage image(int width, int height, int type, IntBinaryOperator colour) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xFF000000 | colour.applyAsInt(x, y));
            }
        }
        return image;
    }

    /** Writes an image, has it read by another reader, and says how its colours are stored. */
    private static int written(BufferedImage image) throws IOException {
        byte[] png = PngCrop.of(image).orElseThrow();
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(read.getWidth()).isEqualTo(image.getWidth());
        assertThat(read.getHeight()).isEqualTo(image.getHeight());
        boolean gray = png[COLOUR_TYPE] == GRAY;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int expected = image.getRGB(x, y) & 0xFFFFFF;
                int found =
                        gray
                                ? read.getRaster().getSample(x, y, 0) * 0x010101
                                : read.getRGB(x, y) & 0xFFFFFF;
                assertThat(found).as("pixel %d, %d", x, y).isEqualTo(expected);
            }
        }
        assertThat(PngCrop.of(image).orElseThrow()).isEqualTo(png);
        return png[COLOUR_TYPE];
    }

    @Test
    void graysAreStoredAsOneSample() throws IOException {
        BufferedImage image =
                image(61, 40, BufferedImage.TYPE_INT_RGB, (x, y) -> (4 * x + y & 0xFF) * 0x010101);
        assertThat(written(image)).isEqualTo(GRAY);
    }

    @Test
    void fewColoursAreStoredAsAPalette() throws IOException {
        BufferedImage image =
                image(64, 50, BufferedImage.TYPE_INT_RGB, (x, y) -> 0x112233 * (x / 8 + y / 25));
        assertThat(written(image)).isEqualTo(PALETTE);
    }

    @Test
    void exactly256ColoursFitThePalette() throws IOException {
        IntBinaryOperator colour = (x, y) -> (16 * y + x) << 8 | 0x40;
        assertThat(written(image(16, 16, BufferedImage.TYPE_INT_RGB, colour))).isEqualTo(PALETTE);
        assertThat(written(image(16, 17, BufferedImage.TYPE_INT_RGB, colour))).isEqualTo(RGB);
    }

    @Test
    void anyColoursComeBack() throws IOException {
        Random random = new Random(5);
        assertThat(
                        written(
                                image(
                                        33,
                                        21,
                                        BufferedImage.TYPE_INT_RGB,
                                        (x, y) -> random.nextInt(1 << 24))))
                .isEqualTo(RGB);
        assertThat(
                        written(
                                image(
                                        33,
                                        21,
                                        BufferedImage.TYPE_3BYTE_BGR,
                                        (x, y) -> random.nextInt(1 << 24))))
                .isEqualTo(RGB);
    }

    @Test
    void onePixelIsAPicture() throws IOException {
        assertThat(written(image(1, 1, BufferedImage.TYPE_INT_RGB, (x, y) -> 0xFF0000)))
                .isEqualTo(PALETTE);
    }

    @Test
    void aBoxIsCutOutOfThePage() throws IOException {
        BufferedImage page = image(200, 100, BufferedImage.TYPE_INT_RGB, (x, y) -> 250 * x + 7 * y);
        byte[] png = PngCrop.of(page, new Box(10, 5, 30, 12.4), 100).orElseThrow();
        BufferedImage part = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(part.getWidth()).isEqualTo(40);
        assertThat(part.getHeight()).isEqualTo(15);
        assertThat(part.getRGB(3, 2)).isEqualTo(page.getRGB(23, 12));
    }

    @Test
    void whatLiesBeyondThePageIsLeftOut() throws IOException {
        BufferedImage page = image(20, 10, BufferedImage.TYPE_INT_RGB, (x, y) -> 0x0000FF);
        byte[] png = PngCrop.of(page, new Box(-5, -5, 90, 90), 20).orElseThrow();
        BufferedImage part = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(part.getWidth()).isEqualTo(20);
        assertThat(part.getHeight()).isEqualTo(10);
    }
}
