package dev.sundog.document.ocr;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * A picture in 256 shades of grey, 0 black, 255 white, in rows from the top. The pixels are never
 * changed once it is handed out.
 */
final class GrayImage {
    private static final int STRIP = 256;

    /** Places between two pixels that are told apart. */
    private static final int STEPS = 256;

    /**
     * <b>Source:</b> R. Keys, Cubic convolution interpolation for digital image processing, IEEE
     * Trans. ASSP 29 (1981), a = -1/2.
     */
    private static final float[] CUBIC = cubicWeights();

    private final int width;
    private final int height;
    private final byte[] pixels;

    /** Takes the pixels over. */
    GrayImage(int width, int height, byte[] pixels) {
        if (width < 1 || height < 1 || pixels.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException(width + " x " + height + ": " + pixels.length);
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * The luminance of a picture; what is transparent is white. Shades of grey are taken as they
     * are stored: Java takes them for linear light, and its colours of them are much brighter.
     */
    static GrayImage of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[Math.multiplyExact(width, height)];
        ColorModel model = image.getColorModel();
        boolean whole =
                model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT;
        if (whole && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            return stored(image.getRaster(), model, pixels);
        }
        int[] strip = new int[Math.multiplyExact(width, STRIP)];
        for (int top = 0; top < height; top += STRIP) {
            int rows = Math.min(STRIP, height - top);
            image.getRGB(0, top, width, rows, strip, 0, width);
            int at = top * width;
            for (int i = 0; i < rows * width; i++) {
                pixels[at + i] = (byte) luminance(strip[i]);
            }
        }
        return new GrayImage(width, height, pixels);
    }

    /** The first band's shades, over white by the second if there is one. */
    private static GrayImage stored(Raster raster, ColorModel model, byte[] pixels) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int most = (1 << model.getComponentSize(0)) - 1;
        boolean veiled = model.hasAlpha() && raster.getNumBands() > 1;
        int[] shades = new int[width];
        int[] alphas = new int[width];
        Arrays.fill(alphas, most);
        for (int y = 0; y < height; y++) {
            int row = raster.getMinY() + y;
            raster.getSamples(raster.getMinX(), row, width, 1, 0, shades);
            if (veiled) {
                raster.getSamples(raster.getMinX(), row, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                long shade = (long) shades[x] * alphas[x] + (long) most * (most - alphas[x]);
                pixels[y * width + x] = (byte) (shade * 255 / ((long) most * most));
            }
        }
        return new GrayImage(width, height, pixels);
    }

    /** ITU-R BT.601 in 8-bit fixed point, over white. */
    private static int luminance(int argb) {
        int gray =
                ((argb >> 16 & 255) * 77 + (argb >> 8 & 255) * 150 + (argb & 255) * 29 + 128) >> 8;
        int alpha = argb >>> 24;
        return alpha == 255 ? gray : (gray * alpha + 255 * (255 - alpha)) / 255;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The pixels themselves, row by row; not to be written. */
    byte[] pixels() {
        return pixels;
    }

    int at(int x, int y) {
        return pixels[y * width + x] & 255;
    }

    /** A view as a Java picture on the same pixels. */
    BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, pixels);
        return image;
    }

    /** The part inside {@code box}. */
    GrayImage crop(PixelBox box) {
        byte[] part = new byte[box.width() * box.height()];
        for (int y = box.y0(); y < box.y1(); y++) {
            System.arraycopy(
                    pixels, y * width + box.x0(), part, (y - box.y0()) * box.width(), box.width());
        }
        return new GrayImage(box.width(), box.height(), part);
    }

    /** With a white border. */
    GrayImage framed(int border) {
        int wide = width + 2 * border;
        byte[] framed = new byte[Math.multiplyExact(wide, height + 2 * border)];
        Arrays.fill(framed, (byte) 255);
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels, y * width, framed, (y + border) * wide + border, width);
        }
        return new GrayImage(wide, height + 2 * border, framed);
    }

    /** Scaled, by cubic interpolation upwards and by averages downwards. */
    GrayImage scaled(double factor) {
        if (factor == 1) {
            return this;
        }
        int wide = Math.max(1, (int) Math.round(width * factor));
        int high = Math.max(1, (int) Math.round(height * factor));
        return factor < 1 ? averaged(wide, high) : drawn(wide, high, scale(factor));
    }

    private static AffineTransform scale(double factor) {
        return AffineTransform.getScaleInstance(factor, factor);
    }

    /** Turned clockwise by {@code degrees} about its centre, white where nothing was. */
    GrayImage turned(double degrees) {
        if (degrees == 0) {
            return this;
        }
        float cos = (float) Math.cos(Math.toRadians(degrees));
        float sin = (float) Math.sin(Math.toRadians(degrees));
        byte[] target = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            float down = y + 0.5f - height / 2f;
            for (int x = 0; x < width; x++) {
                float right = x + 0.5f - width / 2f;
                target[y * width + x] =
                        (byte)
                                cubic(
                                        cos * right + sin * down + width / 2f - 0.5f,
                                        cos * down - sin * right + height / 2f - 0.5f);
            }
        }
        return new GrayImage(width, height, target);
    }

    /** The shade at a place between pixels' centres. */
    private int cubic(float x, float y) {
        int left = (int) Math.floor(x) - 1;
        int top = (int) Math.floor(y) - 1;
        int across = (int) ((x - left - 1) * STEPS) * 4;
        int down = (int) ((y - top - 1) * STEPS) * 4;
        float sum = 0.5f;
        if (left >= 0 && top >= 0 && left + 4 <= width && top + 4 <= height) {
            int at = top * width + left;
            for (int row = 0; row < 4; row++, at += width) {
                sum +=
                        CUBIC[down + row]
                                * (CUBIC[across] * (pixels[at] & 255)
                                        + CUBIC[across + 1] * (pixels[at + 1] & 255)
                                        + CUBIC[across + 2] * (pixels[at + 2] & 255)
                                        + CUBIC[across + 3] * (pixels[at + 3] & 255));
            }
        } else {
            for (int i = 0; i < 16; i++) {
                int column = left + (i & 3);
                int row = top + (i >> 2);
                boolean inside = column >= 0 && row >= 0 && column < width && row < height;
                float weight = CUBIC[down + (i >> 2)] * CUBIC[across + (i & 3)];
                sum += weight * (inside ? at(column, row) : 255);
            }
        }
        return Math.clamp((int) sum, 0, 255);
    }

    /** For each step between two pixels the weights of the four around. */
    private static float[] cubicWeights() {
        float[] weights = new float[STEPS * 4];
        for (int step = 0; step < STEPS; step++) {
            float t = (step + 0.5f) / STEPS;
            weights[4 * step] = ((-0.5f * t + 1) * t - 0.5f) * t;
            weights[4 * step + 1] = (1.5f * t - 2.5f) * t * t + 1;
            weights[4 * step + 2] = ((-1.5f * t + 2) * t + 0.5f) * t;
            weights[4 * step + 3] = (0.5f * t - 0.5f) * t * t;
        }
        return weights;
    }

    private GrayImage drawn(int wide, int high, AffineTransform transform) {
        BufferedImage target = new BufferedImage(wide, high, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = target.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, wide, high);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(toImage(), transform, null);
        graphics.dispose();
        return new GrayImage(
                wide, high, ((DataBufferByte) target.getRaster().getDataBuffer()).getData());
    }

    private GrayImage averaged(int wide, int high) {
        byte[] target = new byte[wide * high];
        for (int y = 0; y < high; y++) {
            int top = (int) ((long) y * height / high);
            int bottom = Math.max(top + 1, (int) ((long) (y + 1) * height / high));
            for (int x = 0; x < wide; x++) {
                int left = (int) ((long) x * width / wide);
                int right = Math.max(left + 1, (int) ((long) (x + 1) * width / wide));
                int sum = 0;
                for (int row = top; row < bottom; row++) {
                    for (int column = left; column < right; column++) {
                        sum += pixels[row * width + column] & 255;
                    }
                }
                target[y * wide + x] = (byte) (sum / ((bottom - top) * (right - left)));
            }
        }
        return new GrayImage(wide, high, target);
    }

    /** Turned clockwise by {@code quarters} times 90 degrees. */
    GrayImage quarterTurned(int quarters) {
        int turns = Math.floorMod(quarters, 4);
        if (turns == 0) {
            return this;
        }
        int wide = turns == 2 ? width : height;
        int high = turns == 2 ? height : width;
        byte[] target = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int to =
                        turns == 1
                                ? x * wide + (height - 1 - y)
                                : turns == 2
                                        ? (height - 1 - y) * wide + (width - 1 - x)
                                        : (width - 1 - x) * wide + y;
                target[to] = pixels[y * width + x];
            }
        }
        return new GrayImage(wide, high, target);
    }
}
