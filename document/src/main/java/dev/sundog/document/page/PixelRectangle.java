package dev.sundog.document.page;

import dev.sundog.document.tree.Box;

/**
 * Which pixels of a picture of a page show a part of it. At least one pixel, inside the picture.
 *
 * @param x of the leftmost column
 * @param y of the uppermost row
 */
public record PixelRectangle(int x, int y, int width, int height) {
    /**
     * The pixels of {@code box}.
     *
     * @param box in points
     * @param pageWidth in points
     * @param pictureWidth of the whole page in pixels
     * @param pictureHeight of the whole page in pixels
     */
    public static PixelRectangle of(
            Box box, double pageWidth, int pictureWidth, int pictureHeight) {
        double scale = pictureWidth / pageWidth;
        int x = (int) Math.clamp(Math.floor(box.x0() * scale), 0, pictureWidth - 1);
        int y = (int) Math.clamp(Math.floor(box.y0() * scale), 0, pictureHeight - 1);
        int width = (int) Math.clamp(Math.ceil(box.width() * scale), 1, pictureWidth - x);
        int height = (int) Math.clamp(Math.ceil(box.height() * scale), 1, pictureHeight - y);
        return new PixelRectangle(x, y, width, height);
    }
}
