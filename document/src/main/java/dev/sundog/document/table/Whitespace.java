package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;
import dev.sundog.document.tree.Box;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a table by white space: columns that lines leave free together, rows of lines. */
final class Whitespace {
    static final String NAME = "stream";

    private static final int MOST_LINES = 1000;
    private static final int MOST_COLUMNS = 60;

    private final Box region;
    private final List<TextLine> lines;
    private final Columns columns;
    private final List<Segment> horizontal;
    private final int base;
    private final double[] left;

    private Whitespace(
            Box region, List<TextLine> lines, Columns columns, List<Segment> horizontal) {
        this.region = region;
        this.lines = lines;
        this.columns = columns;
        this.horizontal = horizontal;
        base = Columns.baseChunks(lines);
        left = leftEdges();
    }

    /** The table in a region, empty if there are not two columns and two rows. */
    static Optional<Draft> read(
            Box region, List<Word> words, List<Segment> horizontal, List<Segment> vertical) {
        List<TextLine> plain = TextLine.of(words);
        if (plain.size() < 2 || plain.size() > MOST_LINES) {
            return Optional.empty();
        }
        List<TextLine> lines = NarrowGaps.parted(plain, NarrowGaps.find(plain));
        List<Segment> inside =
                horizontal.stream()
                        .filter(s -> s.at() > region.y0() - 3 && s.at() < region.y1() + 3)
                        .filter(s -> s.covered(region.x0(), region.x1()) > 0)
                        .toList();
        Columns columns = Columns.of(lines, vertical, region.y0(), region.y1());
        if (columns.count() < 2 || columns.count() > MOST_COLUMNS) {
            return Optional.empty();
        }
        Draft draft = new Whitespace(region, lines, columns, inside).draft();
        return draft.rows() < 2 || draft.columns() < 2 ? Optional.empty() : Optional.of(draft);
    }

    /** Where the text of each column begins at the left. */
    private double[] leftEdges() {
        double[] edges = new double[columns.count()];
        Arrays.fill(edges, Double.MAX_VALUE);
        for (TextLine line : lines) {
            for (Chunk chunk : line.chunks()) {
                int column = columns.at(chunk.box().x0() + 0.5);
                if (line.chunks().size() >= base) {
                    edges[column] = Math.min(edges[column], chunk.box().x0());
                }
            }
        }
        return edges;
    }

    private Draft draft() {
        Rows rows = new Rows(region, lines, columns, horizontal);
        List<List<TextLine>> groups = rows.group();
        double[] ys = new double[groups.size() + 1];
        ys[0] = Math.min(region.y0(), groups.getFirst().getFirst().box().y0());
        for (int i = 1; i < groups.size(); i++) {
            double above = bottom(groups.get(i - 1));
            double below = groups.get(i).getFirst().box().y0();
            ys[i] = Math.max(ys[i - 1], (above + below) / 2);
        }
        ys[groups.size()] =
                Math.max(Math.max(region.y1(), bottom(groups.getLast())), ys[groups.size() - 1]);
        double[] xs = new double[columns.count() + 1];
        Box around = Box.around(lines.stream().map(TextLine::box).toList()).union(region);
        xs[0] = around.x0();
        System.arraycopy(columns.cuts(), 0, xs, 1, columns.cuts().length);
        xs[columns.count()] = around.x1();
        List<CellDraft> cells = new ArrayList<>();
        for (int row = 0; row < groups.size(); row++) {
            cells.addAll(cells(row, groups.get(row)));
        }
        int header = rows.ruledHeader(groups);
        Draft draft =
                new Draft(
                        NAME,
                        ys,
                        xs,
                        StubHeads.joined(CentredHeads.spread(cells, columns.count()), header),
                        header);
        return ShiftedHeads.joined(draft.withoutEmpty(false));
    }

    private static double bottom(List<TextLine> group) {
        return group.stream().mapToDouble(line -> line.box().y1()).max().orElse(0);
    }

    private List<CellDraft> cells(int row, List<TextLine> group) {
        int count = columns.count();
        int[] joined = new int[count];
        for (int c = 0; c < count; c++) {
            joined[c] = c;
        }
        List<List<Word>> words = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            words.add(new ArrayList<>());
        }
        for (TextLine line : group) {
            for (Chunk chunk : line.chunks()) {
                place(chunk, line, joined, words);
            }
        }
        List<CellDraft> cells = new ArrayList<>();
        int c = 0;
        while (c < count) {
            int end = c + 1;
            List<Word> own = new ArrayList<>(words.get(c));
            while (end < count && joined[end] == c) {
                own.addAll(words.get(end++));
            }
            if (!own.isEmpty()) {
                cells.add(new CellDraft(row, c, 1, end - c, own));
            }
            c = end;
        }
        return cells;
    }

    /** Puts a chunk into its column, parts it between columns, or joins columns under it. */
    private void place(Chunk chunk, TextLine line, int[] joined, List<List<Word>> words) {
        int first = columns.at(chunk.box().x0() + 0.5);
        int last = columns.at(Math.max(chunk.box().x0() + 0.6, chunk.box().x1() - 0.5));
        while (last > first && chunk.box().x1() < left[last] + 0.5) {
            last--;
        }
        Segment under = ruleUnder(chunk, line);
        if (under != null) {
            int from = columns.at(under.from() + 3);
            int to = columns.at(under.to() - 3);
            if (from <= first && to >= last && to - from < columns.count() - 1) {
                first = from;
                last = to;
            }
        }
        if (last > first && line.chunks().size() >= base && under == null) {
            for (Word word : chunk.words()) {
                words.get(columns.at(word.box().centerX())).add(word);
            }
            return;
        }
        words.get(first).addAll(chunk.words());
        for (int c = first + 1; c <= last; c++) {
            joined[c] = root(joined, first);
        }
    }

    private static int root(int[] joined, int column) {
        int root = column;
        while (joined[root] != root) {
            root = joined[root];
        }
        return root;
    }

    /** A short rule under a chunk and over more than its own column: a heading of several. */
    private @Nullable Segment ruleUnder(Chunk chunk, TextLine line) {
        for (Segment segment : horizontal) {
            double below = segment.at() - chunk.box().y1();
            boolean near = below > -0.35 * chunk.box().height() && below < 0.8 * line.size();
            boolean wider =
                    segment.from() <= chunk.box().x0() + 2 && segment.to() >= chunk.box().x1() - 2;
            boolean partial = segment.length() < 0.8 * region.width();
            boolean alone =
                    line.chunks().stream()
                            .noneMatch(
                                    other ->
                                            other != chunk
                                                    && segment.covered(
                                                                    other.box().x0(),
                                                                    other.box().x1())
                                                            > 0);
            if (near && wider && partial && alone) {
                return segment;
            }
        }
        return null;
    }
}
