package dev.sundog.document;

import dev.sundog.document.tree.Box;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A part of a rendered page as PNG. */
final class PngCrop {
    private PngCrop() {}

    /**
     * @param box in points
     * @param pageWidth of the whole image in points
     */
    static Optional<byte[]> of(BufferedImage image, Box box, double pageWidth) {
        double scale = image.getWidth() / pageWidth;
        int x = (int) Math.clamp(Math.floor(box.x0() * scale), 0, image.getWidth() - 1);
        int y = (int) Math.clamp(Math.floor(box.y0() * scale), 0, image.getHeight() - 1);
        int width = (int) Math.clamp(Math.ceil(box.width() * scale), 1, image.getWidth() - x);
        int height = (int) Math.clamp(Math.ceil(box.height() * scale), 1, image.getHeight() - y);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(packed(image, x, y, width, height), "png", out);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(bytes.toByteArray());
    }

    /** A part of {@code image} with its bytes in the order of PNG, which is written fastest. */
    private static BufferedImage packed(BufferedImage image, int x, int y, int width, int height) {
        byte[] bytes = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        int[] row = new int[width];
        int at = 0;
        for (int line = 0; line < height; line++) {
            image.getRGB(x, y + line, width, 1, row, 0, width);
            for (int rgb : row) {
                bytes[at++] = (byte) (rgb >> 16);
                bytes[at++] = (byte) (rgb >> 8);
                bytes[at++] = (byte) rgb;
            }
        }
        ColorModel model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        false,
                        false,
                        Transparency.OPAQUE,
                        DataBuffer.TYPE_BYTE);
        WritableRaster raster =
                Raster.createInterleavedRaster(
                        new DataBufferByte(bytes, bytes.length),
                        width,
                        height,
                        3 * width,
                        3,
                        new int[] {0, 1, 2},
                        null);
        return new BufferedImage(model, raster, false, null);
    }
}
