package dev.sundog.document.ocr;

import dev.sundog.document.ocr.Components.Component;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Text lines among the ink, found by smearing letters into bars: gaps of a row that are narrower
 * than a column's gap are filled, unless a vertical ruling stands in them, and what then hangs
 * together is a line.
 *
 * <p><b>Source:</b> K. Wong, R. Casey, F. Wahl, Document analysis system, IBM J. Res. Dev. 26
 * (1982), run-length smoothing, horizontal pass.
 */
final class TextLines {
    /** Lines and specks beyond these numbers are a picture's texture; the widest are kept. */
    private static final int MOST_LINES = 1500;

    private static final int MOST_SPECKS = 20_000;

    private TextLines() {}

    /**
     * The usual height of letters in pixels, weighted by their width so that dots and strokes count
     * little; 0 if there are none.
     */
    static int letterHeight(List<Component> components, double dotsPerInch) {
        int least = (int) Math.max(4, dotsPerInch * 0.04);
        int most = (int) (dotsPerInch * 0.7);
        int[] widths = new int[most + 1];
        long total = 0;
        for (Component component : components) {
            PixelBox box = component.box();
            boolean letter =
                    box.height() >= least
                            && box.height() <= most
                            && box.width() <= 3 * box.height()
                            && box.width() * 8 >= box.height();
            if (letter) {
                widths[box.height()] += box.width();
                total += box.width();
            }
        }
        long seen = 0;
        for (int height = 0; height <= most && total > 0; height++) {
            seen += widths[height];
            if (seen * 10 >= total * 6) {
                return height;
            }
        }
        return 0;
    }

    /**
     * The lines' boxes around their ink.
     *
     * @param ink text only: without rulings and pictures
     * @param verticals rulings that part lines
     * @param letterHeight as {@link #letterHeight} tells
     */
    static List<PixelBox> of(
            Bitmap ink, List<PixelRulings.Line> verticals, int letterHeight, double dotsPerInch) {
        int speck = Math.max(2, letterHeight / 8);
        Bitmap bars = smeared(ink, verticals, Math.max(6, (int) (letterHeight * 1.1)));
        List<PixelBox> lines = new ArrayList<>();
        List<PixelBox> small = new ArrayList<>();
        for (Component bar : Components.of(bars)) {
            PixelBox box = bar.box();
            if (box.width() <= speck && box.height() <= speck) {
                continue;
            }
            boolean line = box.height() * 2 >= letterHeight && box.height() < dotsPerInch * 1.5;
            (line ? lines : small).add(box);
        }
        widest(lines, MOST_LINES);
        widest(small, MOST_SPECKS);
        lines.sort(Comparator.comparingInt(PixelBox::y0).thenComparingInt(PixelBox::x0));
        return joined(
                ink,
                attached(split(ink, lines, letterHeight), small, letterHeight),
                verticals,
                letterHeight);
    }

    /**
     * Parts of one line whose boxes are nearer than a column's gap; behind a full-width mark, whose
     * cell is mostly empty, they may be farther apart.
     */
    private static List<PixelBox> joined(
            Bitmap ink, List<PixelBox> parts, List<PixelRulings.Line> verticals, int letterHeight) {
        List<PixelBox> lines = new ArrayList<>(parts);
        lines.sort(Comparator.comparingInt(PixelBox::x0).thenComparingInt(PixelBox::y0));
        for (int i = 0; i < lines.size(); i++) {
            for (int j = i + 1; j < lines.size(); j++) {
                PixelBox left = lines.get(i);
                PixelBox right = lines.get(j);
                int low = Math.min(left.height(), right.height());
                boolean level = left.overlapY(right) * 5 >= low * 3;
                if (level
                        && left.gapX(right) * 10 <= letterHeight * reach(ink, left, right)
                        && low * 5 >= Math.max(left.height(), right.height()) * 2
                        && !parted(left, right, verticals)) {
                    lines.set(i, left.union(right));
                    lines.remove(j);
                    j = i;
                }
            }
        }
        return lines;
    }

    /** The widest gap inside a line, in tenths of a letter's height. */
    private static int reach(Bitmap ink, PixelBox left, PixelBox right) {
        PixelBox first = left.x1() <= right.x1() ? left : right;
        int height = first.height();
        int from = Math.max(first.x0(), first.x1() - height * 2 / 5);
        int middle = first.y0() + height * 11 / 20;
        boolean low =
                first.width() > height
                        && ink.count(new PixelBox(from, first.y0(), first.x1(), middle)) == 0
                        && ink.count(new PixelBox(from, middle, first.x1(), first.y1())) > 0;
        return low ? 15 : 11;
    }

    private static boolean parted(
            PixelBox left, PixelBox right, List<PixelRulings.Line> verticals) {
        return verticals.stream()
                .map(PixelRulings.Line::box)
                .anyMatch(
                        wall ->
                                wall.centerX() > Math.min(left.x1(), right.x1()) - 2
                                        && wall.centerX() < Math.max(left.x0(), right.x0()) + 2
                                        && wall.overlapY(left.union(right)) > 0);
    }

    /**
     * The usual height of letters, from the height of words: of Hangul and Han, components are but
     * parts of letters.
     *
     * @param ofComponents as {@link #letterHeight(List, double)} tells
     */
    static int letterHeight(Bitmap ink, int ofComponents) {
        if (ofComponents == 0) {
            return 0;
        }
        List<Component> words = Components.of(smeared(ink, List.of(), ofComponents * 6 / 5));
        int most = ofComponents * 4;
        long[] widths = new long[most + 1];
        long total = 0;
        for (Component word : words) {
            int height = word.box().height();
            if (height * 5 >= ofComponents * 4 && height <= most) {
                widths[height] += word.box().width();
                total += word.box().width();
            }
        }
        long seen = 0;
        for (int height = 0; height <= most && total > 0; height++) {
            seen += widths[height];
            if (seen * 10 >= total * 6) {
                return Math.max(ofComponents, height * 9 / 10);
            }
        }
        return ofComponents;
    }

    private static void widest(List<PixelBox> boxes, int most) {
        if (boxes.size() > most) {
            boxes.sort(Comparator.comparingInt(PixelBox::width).reversed());
            boxes.subList(most, boxes.size()).clear();
        }
    }

    private static Bitmap smeared(Bitmap ink, List<PixelRulings.Line> verticals, int gap) {
        Bitmap bars = new Bitmap(ink.width(), ink.height());
        int[][] barriers = barriers(verticals, ink.height());
        for (int y = 0; y < ink.height(); y++) {
            int last = -1;
            int barrier = 0;
            int[] walls = barriers[y];
            for (int x = 0; x < ink.width(); x++) {
                if (!ink.at(x, y)) {
                    continue;
                }
                if (last >= 0 && x - last > 1 && x - last - 1 <= gap) {
                    while (barrier < walls.length && walls[barrier] <= last) {
                        barrier++;
                    }
                    if (barrier >= walls.length || walls[barrier] > x) {
                        for (int fill = last + 1; fill < x; fill++) {
                            bars.set(fill, y, true);
                        }
                    }
                }
                bars.set(x, y, true);
                last = x;
            }
        }
        return bars;
    }

    private static int[][] barriers(List<PixelRulings.Line> verticals, int height) {
        int[][] barriers = new int[height][];
        Arrays.fill(barriers, new int[0]);
        for (PixelRulings.Line line : verticals) {
            int middle = (int) line.box().centerX();
            for (int y = line.box().y0(); y < line.box().y1(); y++) {
                int[] row = Arrays.copyOf(barriers[y], barriers[y].length + 1);
                row[row.length - 1] = middle;
                Arrays.sort(row);
                barriers[y] = row;
            }
        }
        return barriers;
    }

    /** Bars that hold several lines grown together, parted where few pixels join them. */
    private static List<PixelBox> split(Bitmap ink, List<PixelBox> bars, int letterHeight) {
        List<PixelBox> lines = new ArrayList<>();
        for (PixelBox bar : bars) {
            if (bar.height() < letterHeight * 2.4) {
                lines.add(bar);
                continue;
            }
            int[] profile = new int[bar.height()];
            long total = 0;
            for (int y = bar.y0(); y < bar.y1(); y++) {
                profile[y - bar.y0()] = ink.count(new PixelBox(bar.x0(), y, bar.x1(), y + 1));
                total += profile[y - bar.y0()];
            }
            double valley = total / (double) bar.height() * 0.22;
            int start = 0;
            for (int y = 1; y < profile.length; y++) {
                boolean low = profile[y] < valley && profile[y] <= profile[y - 1];
                boolean lowest = y + 1 == profile.length || profile[y + 1] > profile[y];
                if (low
                        && lowest
                        && y - start >= letterHeight * 0.8
                        && profile.length - y >= letterHeight * 0.8) {
                    lines.add(new PixelBox(bar.x0(), bar.y0() + start, bar.x1(), bar.y0() + y));
                    start = y;
                }
            }
            lines.add(new PixelBox(bar.x0(), bar.y0() + start, bar.x1(), bar.y1()));
        }
        return lines;
    }

    /**
     * Accents, dots, dashes and quotes join the line they belong to; a mark far from all lines is
     * one itself unless it is as low or narrow as a dot or dash.
     */
    private static List<PixelBox> attached(
            List<PixelBox> lines, List<PixelBox> small, int letterHeight) {
        List<PixelBox> all = new ArrayList<>(lines);
        List<PixelBox> alone = new ArrayList<>();
        for (PixelBox piece : small) {
            int best = -1;
            double nearest = letterHeight * 1.2;
            for (int i = 0; i < all.size(); i++) {
                PixelBox line = all.get(i);
                int across = Math.max(0, line.gapX(piece));
                int down = Math.max(0, line.gapY(piece));
                double distance = across + 2.5 * down;
                if (down * 2 <= letterHeight && distance < nearest) {
                    nearest = distance;
                    best = i;
                }
            }
            if (best >= 0) {
                all.set(best, all.get(best).union(piece));
            } else if (Math.min(piece.width(), piece.height()) * 5 >= letterHeight * 2) {
                alone.add(piece);
            }
        }
        all.addAll(alone);
        return all;
    }
}
