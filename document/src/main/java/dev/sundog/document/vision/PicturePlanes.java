package dev.sundog.document.vision;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A picture as three planes of numbers, the form models take: red, green, blue, each {@code
 * [height, width]}.
 */
record PicturePlanes(int width, int height, float[] values) {
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    /** A picture scaled to a size on a canvas of zeros, normalised by ImageNet's statistics. */
    static PicturePlanes imageNet(
            BufferedImage image, int wide, int high, int canvasWide, int canvasHigh) {
        return of(image, wide, high, canvasWide, canvasHigh, MEAN, DEVIATION);
    }

    /** A picture scaled to a size on a canvas of zeros, from -1 (black) to 1 (white). */
    static PicturePlanes symmetric(BufferedImage image, int wide, int high, int canvasWide) {
        float[] half = {0.5f, 0.5f, 0.5f};
        return of(image, wide, high, canvasWide, high, half, half);
    }

    private static PicturePlanes of(
            BufferedImage image,
            int wide,
            int high,
            int canvasWide,
            int canvasHigh,
            float[] mean,
            float[] deviation) {
        int[] pixels = scaled(image, wide, high).getRGB(0, 0, wide, high, null, 0, wide);
        int plane = Math.multiplyExact(canvasWide, canvasHigh);
        float[] values = new float[Math.multiplyExact(3, plane)];
        for (int y = 0; y < high; y++) {
            for (int x = 0; x < wide; x++) {
                int rgb = pixels[y * wide + x];
                int to = y * canvasWide + x;
                for (int channel = 0; channel < 3; channel++) {
                    float shade = (rgb >> (16 - 8 * channel) & 255) / 255f;
                    values[channel * plane + to] = (shade - mean[channel]) / deviation[channel];
                }
            }
        }
        return new PicturePlanes(canvasWide, canvasHigh, values);
    }

    private static BufferedImage scaled(BufferedImage image, int wide, int high) {
        BufferedImage from = image;
        while (from.getWidth() >= 2 * wide && from.getHeight() >= 2 * high) {
            from = drawn(from, from.getWidth() / 2, from.getHeight() / 2);
        }
        boolean asItIs = from.getType() == BufferedImage.TYPE_INT_RGB;
        return asItIs && from.getWidth() == wide && from.getHeight() == high
                ? from
                : drawn(from, wide, high);
    }

    private static BufferedImage drawn(BufferedImage image, int wide, int high) {
        BufferedImage scaled = new BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, wide, high, null);
        graphics.dispose();
        return scaled;
    }
}
