package dev.sundog.document.ocr;

import java.util.Arrays;
import java.util.List;

/**
 * Some lines of a page as a picture of their own for a recogniser: all else white, letters brought
 * to a usual height, a white margin. Knows the way back to the page.
 *
 * @param image what is read
 * @param origin the part of the page it shows
 * @param scale pixels of the image for one of the page
 */
record BlockImage(GrayImage image, PixelBox origin, double scale) {
    /** Height of a line's ink that recognisers like, in pixels. */
    private static final double LINE_HEIGHT = 36;

    private static final int MARGIN = 12;
    private static final long MOST_PIXELS = 24_000_000;

    /** The lines of a page, which stand above one another. */
    static BlockImage of(GrayImage page, List<PixelBox> lines) {
        int height = new TextBlock(lines).lineHeight();
        return of(page, lines, height, Math.max(3, height / 3));
    }

    /** A stretch of a line: what stands beside it is white. */
    static BlockImage stretch(GrayImage page, PixelBox box) {
        return of(page, List.of(box), box.height(), 1);
    }

    private static BlockImage of(GrayImage page, List<PixelBox> lines, int height, int sideways) {
        TextBlock block = new TextBlock(lines);
        PixelBox box = block.box().grown(height, height / 2, page.width(), page.height());
        byte[] part = new byte[Math.toIntExact(box.area())];
        Arrays.fill(part, (byte) 255);
        for (PixelBox line : lines) {
            PixelBox shown =
                    line.grown(sideways, Math.max(2, height / 8), page.width(), page.height());
            for (int y = shown.y0(); y < shown.y1(); y++) {
                System.arraycopy(
                        page.pixels(),
                        y * page.width() + shown.x0(),
                        part,
                        (y - box.y0()) * box.width() + shown.x0() - box.x0(),
                        shown.width());
            }
        }
        double scale = Math.clamp(LINE_HEIGHT / Math.max(1, height), 0.4, 3.0);
        scale = Math.min(scale, Math.sqrt(MOST_PIXELS / (double) Math.max(1, box.area())));
        GrayImage image = new GrayImage(box.width(), box.height(), part).scaled(scale);
        return new BlockImage(image.framed(MARGIN), box, scale);
    }

    /** A box of the image on the page. */
    PixelBox onPage(PixelBox box) {
        int left = place(box.x0(), origin.x0(), origin.x1());
        int top = place(box.y0(), origin.y0(), origin.y1());
        return new PixelBox(
                left,
                top,
                Math.max(left, place(box.x1(), origin.x0(), origin.x1())),
                Math.max(top, place(box.y1(), origin.y0(), origin.y1())));
    }

    private int place(int pixel, int from, int to) {
        return Math.clamp(from + Math.round((pixel - MARGIN) / scale), from, to);
    }
}
