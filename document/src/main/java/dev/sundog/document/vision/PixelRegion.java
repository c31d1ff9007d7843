package dev.sundog.document.vision;

import dev.sundog.document.tree.Category;

/**
 * Where a model sees something, in pixels of the picture it was given.
 *
 * @param confidence 0 to 1
 */
public record PixelRegion(
        double x0, double y0, double x1, double y1, Category category, double confidence) {
    double overlapOverUnion(PixelRegion other) {
        double width = Math.min(x1, other.x1) - Math.max(x0, other.x0);
        double height = Math.min(y1, other.y1) - Math.max(y0, other.y0);
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double common = width * height;
        double both = (x1 - x0) * (y1 - y0) + (other.x1 - other.x0) * (other.y1 - other.y0);
        return common / (both - common);
    }
}
