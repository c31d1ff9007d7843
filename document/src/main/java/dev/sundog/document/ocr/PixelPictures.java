package dev.sundog.document.ocr;

import dev.sundog.document.ocr.Components.Component;

import java.util.ArrayList;
import java.util.List;

/**
 * Pictures and drawings on a page of pixels: broad areas of middle shades (photographs), and
 * components of ink far larger than letters (drawings, charts), joined where they overlap.
 */
final class PixelPictures {
    private static final int TILE = 12;
    private static final int MOST = 500;

    /**
     * A picture.
     *
     * @param drawing whether it is made of strokes on paper, not of shades
     */
    record Found(PixelBox box, boolean drawing) {}

    private PixelPictures() {}

    /**
     * The pictures, without what is inside another.
     *
     * @param page evenly lit
     * @param components of {@code ink}
     * @param ink without rulings
     */
    static List<Found> find(
            GrayImage page,
            List<Component> components,
            Bitmap ink,
            int letterHeight,
            double dotsPerInch) {
        List<Found> found = new ArrayList<>();
        double least = dotsPerInch * 0.35;
        for (PixelBox box : shaded(page)) {
            if (box.width() >= least && box.height() >= least) {
                found.add(new Found(box, false));
            }
        }
        int large = Math.max((int) least, letterHeight * 4);
        for (Component component : components) {
            PixelBox box = component.box();
            boolean big = box.height() >= large && box.width() >= large;
            if (big && !isFrame(component, ink)) {
                found.add(new Found(box, component.density() < 0.5));
            }
        }
        return joined(found.size() > MOST ? found.subList(0, MOST) : found, letterHeight);
    }

    /** Whether a component is a line around something else. */
    private static boolean isFrame(Component component, Bitmap ink) {
        PixelBox box = component.box();
        int band = Math.max(3, Math.min(box.width(), box.height()) / 12);
        if (box.width() <= 2 * band || box.height() <= 2 * band) {
            return false;
        }
        PixelBox inner =
                new PixelBox(box.x0() + band, box.y0() + band, box.x1() - band, box.y1() - band);
        int border = ink.count(box) - ink.count(inner);
        return border >= component.pixels() * 0.9;
    }

    private static List<PixelBox> shaded(GrayImage page) {
        int columns = page.width() / TILE;
        int rows = page.height() / TILE;
        if (columns == 0 || rows == 0) {
            return List.of();
        }
        Bitmap tiles = new Bitmap(columns, rows);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int middle = 0;
                for (int y = row * TILE; y < (row + 1) * TILE; y++) {
                    for (int x = column * TILE; x < (column + 1) * TILE; x++) {
                        int shade = page.at(x, y);
                        middle += shade > 40 && shade < 205 ? 1 : 0;
                    }
                }
                tiles.set(column, row, middle * 10 >= TILE * TILE * 7);
            }
        }
        List<PixelBox> areas = new ArrayList<>();
        for (Component component : Components.of(tiles)) {
            PixelBox box = component.box();
            if (component.density() > 0.45) {
                areas.add(
                        new PixelBox(
                                box.x0() * TILE,
                                box.y0() * TILE,
                                box.x1() * TILE,
                                box.y1() * TILE));
            }
        }
        return areas;
    }

    private static List<Found> joined(List<Found> found, int near) {
        List<Found> all = new ArrayList<>(found);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < all.size() && !changed; i++) {
                for (int j = i + 1; j < all.size() && !changed; j++) {
                    Found a = all.get(i);
                    Found b = all.get(j);
                    if (a.box().gapX(b.box()) < near && a.box().gapY(b.box()) < near) {
                        all.set(i, new Found(a.box().union(b.box()), a.drawing() && b.drawing()));
                        all.remove(j);
                        changed = true;
                    }
                }
            }
        }
        return all;
    }
}
