package dev.sundog.document.vision;

import dev.sundog.document.tree.Category;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where text lines are on a picture that stands upright. Thread-safe; holds native memory until it
 * is closed.
 *
 * <p>Input {@code [1, 3, height, width]}, multiples of 32, the shorter side at least 736, the
 * longer at most 2000, normalised by ImageNet's statistics. Output {@code [1, 1, height, width]}:
 * the probability of text's core. Cores above 0.3 whose mean is at least 0.5 are grown by area ·
 * 1.6 / perimeter.
 *
 * <p><b>Source:</b> differentiable binarisation, <a
 * href="https://arxiv.org/abs/1911.08947">1911.08947</a>, section 3.5.
 */
public final class TextDetector implements AutoCloseable {
    private static final double SHORTER = 736;
    private static final double LONGER = 2000;
    private static final float CORE = 0.3f;
    private static final double SURE = 0.5;
    private static final double GROWTH = 1.6;

    private final OnnxModel model;

    TextDetector(Path file) {
        this.model = new OnnxModel(file);
    }

    /** The lines' boxes, from the top. */
    public List<PixelRegion> detect(BufferedImage page) {
        double width = page.getWidth();
        double height = page.getHeight();
        double scale = Math.max(1, SHORTER / Math.min(width, height));
        scale = Math.min(scale, LONGER / Math.max(width, height));
        int wide = Math.max(32, (int) Math.round(width * scale / 32) * 32);
        int high = Math.max(32, (int) Math.round(height * scale / 32) * 32);
        PicturePlanes planes = PicturePlanes.imageNet(page, wide, high, wide, high);
        return model.run(
                planes,
                outputs ->
                        cores(
                                outputs.getFirst().values(),
                                wide,
                                high,
                                width / wide,
                                height / high));
    }

    /** Boxes around the cores of a probability map, from the top. */
    static List<PixelRegion> cores(
            FloatBuffer map, int wide, int high, double scaleX, double scaleY) {
        boolean[] seen = new boolean[wide * high];
        List<PixelRegion> lines = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        for (int start = 0; start < seen.length; start++) {
            if (seen[start] || map.get(start) <= CORE) {
                continue;
            }
            int[] extent = {wide, high, 0, 0};
            double sum = 0;
            int count = 0;
            seen[start] = true;
            open.push(start);
            while (!open.isEmpty()) {
                int at = open.pop();
                int x = at % wide;
                int y = at / wide;
                extent[0] = Math.min(extent[0], x);
                extent[1] = Math.min(extent[1], y);
                extent[2] = Math.max(extent[2], x + 1);
                extent[3] = Math.max(extent[3], y + 1);
                sum += map.get(at);
                count++;
                spread(map, seen, open, wide, high, x, y);
            }
            if (sum / count >= SURE
                    && Math.min(extent[2] - extent[0], extent[3] - extent[1]) >= 3) {
                lines.add(grown(extent, sum / count, scaleX, scaleY));
            }
        }
        return lines;
    }

    private static void spread(
            FloatBuffer map,
            boolean[] seen,
            Deque<Integer> open,
            int wide,
            int high,
            int x,
            int y) {
        for (int row = Math.max(0, y - 1); row <= Math.min(high - 1, y + 1); row++) {
            for (int column = Math.max(0, x - 1); column <= Math.min(wide - 1, x + 1); column++) {
                int next = row * wide + column;
                if (!seen[next] && map.get(next) > CORE) {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
    }

    private static PixelRegion grown(int[] extent, double mean, double scaleX, double scaleY) {
        double width = extent[2] - extent[0];
        double height = extent[3] - extent[1];
        double by = width * height * GROWTH / (2 * (width + height));
        return new PixelRegion(
                Math.max(0, (extent[0] - by) * scaleX),
                Math.max(0, (extent[1] - by) * scaleY),
                (extent[2] + by) * scaleX,
                (extent[3] + by) * scaleY,
                Category.PARAGRAPH,
                Math.min(1, mean));
    }

    @Override
    public void close() {
        model.close();
    }
}
