package dev.sundog.document;

import dev.sundog.document.tree.Box;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

import javax.imageio.ImageIO;

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
        try {
            ImageIO.write(image.getSubimage(x, y, width, height), "png", bytes);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(bytes.toByteArray());
    }
}
