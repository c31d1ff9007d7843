package dev.sundog.document.table;

import dev.sundog.document.page.Ruling;
import dev.sundog.document.tree.Box;

import java.util.List;

/**
 * Edges of shaded areas inside ruled cells, as word processors draw behind each line of text: they
 * divide nothing.
 */
final class Insets {
    private static final double LEAST = 1.2;
    private static final double MOST = 8;

    private Insets() {}

    /** The rulings without those edges. */
    static List<Ruling> removed(List<Ruling> rulings) {
        List<Box> drawn =
                rulings.stream()
                        .filter(ruling -> ruling.thickness() > 0 && !ruling.horizontal())
                        .map(Ruling::box)
                        .toList();
        if (drawn.isEmpty()) {
            return rulings;
        }
        return rulings.stream()
                .filter(ruling -> ruling.thickness() > 0 || !inset(ruling, drawn))
                .toList();
    }

    private static boolean inset(Ruling edge, List<Box> drawn) {
        boolean left = false;
        boolean right = false;
        double y = edge.box().centerY();
        for (Box line : drawn) {
            if (y >= line.y0() && y <= line.y1()) {
                double before = edge.box().x0() - line.centerX();
                double after = line.centerX() - edge.box().x1();
                left |= before >= LEAST && before <= MOST;
                right |= after >= LEAST && after <= MOST;
            }
        }
        return edge.horizontal() ? left && right : left || right;
    }
}
