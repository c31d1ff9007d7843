package dev.sundog.document.vision;

import dev.sundog.document.tree.Category;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Regions of a page: tables, figures, captions and so on. Thread-safe; holds native memory until it
 * is closed.
 *
 * <p>Input {@code [1, 3, 800, 608]}, the page squeezed to that size, normalised by ImageNet's
 * statistics. Outputs 0 to 3 are class probabilities {@code [1, n, 10]} at strides 8, 16, 32, 64,
 * outputs 4 to 7 the distances of a box's sides from the cell's centre as distributions over 8 bins
 * {@code [1, n, 32]}, left, top, right, bottom.
 *
 * <p><b>Source:</b> PP-PicoDet, <a href="https://arxiv.org/abs/2111.00902">2111.00902</a>, with the
 * classes of CDLA.
 */
public final class LayoutDetector implements AutoCloseable {
    /** Its name in outputs. */
    public static final String NAME = "picodet-cdla";

    private static final int HEIGHT = 800;
    private static final int WIDTH = 608;
    private static final int[] STRIDES = {8, 16, 32, 64};
    private static final int BINS = 8;
    private static final double THRESHOLD = 0.4;
    private static final double SAME = 0.5;

    private static final List<Optional<Category>> CLASSES =
            List.of(
                    Optional.of(Category.PARAGRAPH),
                    Optional.of(Category.HEADING1),
                    Optional.of(Category.FIGURE),
                    Optional.of(Category.CAPTION),
                    Optional.of(Category.TABLE),
                    Optional.of(Category.CAPTION),
                    Optional.of(Category.HEADER),
                    Optional.of(Category.FOOTER),
                    Optional.empty(),
                    Optional.of(Category.EQUATION));

    private final OnnxModel model;

    LayoutDetector(Path file) {
        this.model = new OnnxModel(file);
    }

    /** The regions of a page, surest first; of those of one class that overlap, the surest. */
    public List<PixelRegion> detect(BufferedImage page) {
        PicturePlanes planes = PicturePlanes.imageNet(page, WIDTH, HEIGHT, WIDTH, HEIGHT);
        double scaleX = page.getWidth() / (double) WIDTH;
        double scaleY = page.getHeight() / (double) HEIGHT;
        List<PixelRegion> candidates =
                model.run(planes, outputs -> candidates(outputs, scaleX, scaleY));
        candidates.sort(Comparator.comparingDouble(PixelRegion::confidence).reversed());
        List<PixelRegion> kept = new ArrayList<>();
        for (PixelRegion candidate : candidates) {
            boolean seen =
                    kept.stream()
                            .anyMatch(
                                    one ->
                                            one.category() == candidate.category()
                                                    && one.overlapOverUnion(candidate) > SAME);
            if (!seen) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private static List<PixelRegion> candidates(
            List<OnnxModel.Tensor> outputs, double scaleX, double scaleY) {
        List<PixelRegion> found = new ArrayList<>();
        for (int level = 0; level < STRIDES.length; level++) {
            int stride = STRIDES[level];
            FloatBuffer scores = outputs.get(level).values();
            FloatBuffer sides = outputs.get(level + STRIDES.length).values();
            int columns = (WIDTH + stride - 1) / stride;
            int cells = outputs.get(level).size(1);
            for (int cell = 0; cell < cells; cell++) {
                for (int kind = 0; kind < CLASSES.size(); kind++) {
                    float score = scores.get(cell * CLASSES.size() + kind);
                    Optional<Category> category = CLASSES.get(kind);
                    if (score > THRESHOLD && category.isPresent()) {
                        double x = (cell % columns + 0.5) * stride;
                        double y = (cell / columns + 0.5) * stride;
                        int at = cell * 4 * BINS;
                        double left = Math.max(0, x - stride * expected(sides, at));
                        double top = Math.max(0, y - stride * expected(sides, at + BINS));
                        double right = Math.min(WIDTH, x + stride * expected(sides, at + 2 * BINS));
                        double bottom =
                                Math.min(HEIGHT, y + stride * expected(sides, at + 3 * BINS));
                        found.add(
                                new PixelRegion(
                                        left * scaleX,
                                        top * scaleY,
                                        right * scaleX,
                                        bottom * scaleY,
                                        category.get(),
                                        Math.min(1, score)));
                    }
                }
            }
        }
        return found;
    }

    /** The mean bin under a softmax. */
    static double expected(FloatBuffer bins, int at) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < BINS; i++) {
            most = Math.max(most, bins.get(at + i));
        }
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < BINS; i++) {
            double share = Math.exp(bins.get(at + i) - most);
            sum += share;
            weighted += i * share;
        }
        return weighted / sum;
    }

    @Override
    public void close() {
        model.close();
    }
}
