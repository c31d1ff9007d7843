package dev.sundog.document.pdf;

import dev.sundog.document.page.Spacing;
import dev.sundog.document.page.Word.Following;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The spaces that a page draws. Most programs draw them, also where a line breaks, and set scripts
 * apart without one: then they tell more than positions do. Looked at on pages in scripts of East
 * Asia alone.
 */
final class DrawnSpaces {
    /** Of all glyphs, the spaces that must be there on a page of Korean to be believed. */
    private static final double KOREAN_SHARE = 0.02;

    /** Of ends of lines, those with a space that make one without it mean something. */
    private static final double ENDS = 0.03;

    private static final int LEAST_ENDS = 2;
    private static final double NEAR_LEFT = 0.2;
    private static final double NEAR_RIGHT = 0.35;
    private static final double LINE_END = 2;

    private final Map<Long, List<Glyph>> rows = new HashMap<>();
    private final boolean drawn;
    private final boolean drawnAtEnds;

    DrawnSpaces(List<Glyph> glyphs) {
        int spaces = 0;
        boolean korean =
                glyphs.stream().anyMatch(glyph -> Spacing.hangul(glyph.text().codePointAt(0)));
        boolean eastern = korean || glyphs.stream().anyMatch(DrawnSpaces::eastern);
        for (Glyph glyph : eastern ? glyphs : List.<Glyph>of()) {
            spaces += glyph.space() ? 1 : 0;
            rows.computeIfAbsent(row(glyph, 0), row -> new ArrayList<>()).add(glyph);
        }
        rows.values().forEach(row -> row.sort(Comparator.comparingDouble(Glyph::x0)));
        drawn = spaces > 0 && (!korean || spaces >= KOREAN_SHARE * glyphs.size());
        int ends = 0;
        int spaced = 0;
        if (drawn) {
            for (Glyph glyph : glyphs) {
                if (eastern(glyph) && endsLine(glyph)) {
                    ends++;
                    spaced += spaceAfter(glyph) ? 1 : 0;
                }
            }
        }
        drawnAtEnds = spaced >= LEAST_ENDS && spaced >= ENDS * ends;
    }

    private static boolean eastern(Glyph glyph) {
        return !glyph.space() && Spacing.eastern(glyph.text().codePointAt(0));
    }

    private static long row(Glyph glyph, int offset) {
        return (long) glyph.angle() << 32 | (Math.round(glyph.y()) + offset) & 0xFFFF_FFFFL;
    }

    /** What is drawn after the last glyph of a word. */
    Following after(Glyph last) {
        if (spaceAfter(last)) {
            return Following.SPACE;
        }
        boolean told = drawn && (drawnAtEnds || !endsLine(last));
        return told ? Following.NOTHING : Following.UNKNOWN;
    }

    private boolean spaceAfter(Glyph last) {
        return drawn
                && anyRight(
                        last,
                        next -> next.space() && next.x0() - last.x1() <= NEAR_RIGHT * last.size());
    }

    private boolean endsLine(Glyph last) {
        return !anyRight(
                last, next -> !next.space() && next.x0() - last.x1() <= LINE_END * last.size());
    }

    /** Whether one of the glyphs that begin near the end of {@code last} or right of it fits. */
    private boolean anyRight(Glyph last, Predicate<Glyph> wanted) {
        for (int offset = -1; offset <= 1; offset++) {
            List<Glyph> row = rows.getOrDefault(row(last, offset), List.of());
            for (int i = from(row, last.x1() - NEAR_LEFT * last.size()); i < row.size(); i++) {
                Glyph next = row.get(i);
                if (next.x0() - last.x1() > LINE_END * last.size()) {
                    break;
                }
                if (next != last && wanted.test(next)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first glyph that begins at {@code x} or right of it. */
    private static int from(List<Glyph> row, double x) {
        int low = 0;
        int high = row.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (row.get(middle).x0() < x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
