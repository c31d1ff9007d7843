package dev.sundog.document.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

class ImageDecoderTest {
    @TempDir private Path folder;

    private static byte[] encoded(String format) throws IOException {
        BufferedImage image = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 4, 0xffffff);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("picture"), bytes);
    }

    private static byte[] chunk(String type, byte[] data) {
        CRC32 check = new CRC32();
        check.update(type.getBytes(StandardCharsets.US_ASCII));
        check.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .putInt((int) check.getValue())
                .array();
    }

    @Test
    void picturesOfEachFormatAreDecoded() throws IOException {
        for (String format : new String[] {"png", "jpg", "tiff", "bmp", "gif"}) {
            try (ImageDecoder decoder = ImageDecoder.open(file(encoded(format)))) {
                assertThat(decoder.pages()).isEqualTo(1);
                assertThat(decoder.read(0).image().getWidth()).isEqualTo(40);
            }
        }
    }

    @Test
    void theResolutionOfAPngIsRead() throws IOException {
        byte[] png = encoded("png");
        byte[] density =
                chunk(
                        "pHYs",
                        ByteBuffer.allocate(9).putInt(11811).putInt(11811).put((byte) 1).array());
        ByteBuffer with = ByteBuffer.allocate(png.length + density.length);
        with.put(png, 0, 33).put(density).put(png, 33, png.length - 33);
        try (ImageDecoder decoder = ImageDecoder.open(file(with.array()))) {
            assertThat(decoder.read(0).dotsPerInch()).isCloseTo(300, within(0.1));
        }
    }

    @Test
    void aPictureThatClaimsBillionsOfPixelsIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] header =
                ByteBuffer.allocate(13)
                        .putInt(100_000)
                        .putInt(100_000)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array();
        ByteBuffer png = ByteBuffer.allocate(100);
        png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        png.put(chunk("IHDR", header)).put(chunk("IDAT", new byte[] {120, (byte) 156, 3, 0}));
        try (ImageDecoder decoder = ImageDecoder.open(file(png.array()))) {
            assertThatThrownBy(() -> decoder.read(0))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("100000 x 100000 pixels");
        }
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        Path text = file("no picture".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> ImageDecoder.open(text))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("expected PNG, JPEG or TIFF");
    }

    @Test
    void aCutPngIsDamagedNotACrash() throws IOException {
        byte[] png = encoded("png");
        Path cut = file(Arrays.copyOf(png, png.length - 30));
        try (ImageDecoder decoder = ImageDecoder.open(cut)) {
            assertThatThrownBy(() -> decoder.read(0)).isInstanceOf(SundogException.class);
        }
    }
}
