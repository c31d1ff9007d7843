package dev.sundog.document.layout;

import dev.sundog.document.page.Word;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables of contents: rows whose dots lead to a page number, and those between them. They are lists
 * of rows; the columns of a table that their dots and numbers form mean nothing.
 */
final class ContentsLists {
    private static final Pattern DOTS = Pattern.compile("[.·․‥…]+");
    private static final Pattern DOTS_LAST = Pattern.compile(".*[.·․‥…]{3,}");
    private static final Pattern PAGE =
            Pattern.compile("\\d{1,4}|[ivxlcIVXLC]{1,7}|[A-Z]-?\\d{1,3}");
    private static final Pattern ATTACHED = Pattern.compile(".*[.·․‥…]{4,}(?<page>\\d{1,4})");
    private static final int LEAST_DOTS = 4;
    private static final int LEAST_ROWS = 3;

    /** Rows without dots that may stand between two with them: titles of parts, long titles. */
    private static final int MOST_BETWEEN = 4;

    private static final double FARTHEST = 3.5;
    private static final double ASCENDING = 0.8;

    private ContentsLists() {}

    /** Words of one baseline from left to right, and the page they lead to. */
    private record Row(List<Word> words, boolean leads, OptionalInt page, double end) {
        static Row of(List<Word> words) {
            Word last = words.getLast();
            Matcher attached = ATTACHED.matcher(last.text());
            boolean inOne = attached.matches();
            boolean page = inOne || words.size() > 1 && PAGE.matcher(last.text()).matches();
            boolean leads =
                    (inOne || page && dotsBefore(words, words.size() - 1) >= LEAST_DOTS)
                            && !leadsBefore(words);
            String number = inOne ? attached.group("page") : last.text();
            return new Row(
                    List.copyOf(words),
                    leads,
                    page && Character.isDigit(number.charAt(0))
                            ? OptionalInt.of(Integer.parseInt(number))
                            : OptionalInt.empty(),
                    page ? last.box().x1() : Double.NaN);
        }

        private static int dotsBefore(List<Word> words, int end) {
            int dots = 0;
            for (int i = end - 1; i >= 0; i--) {
                String text = words.get(i).text();
                if (!DOTS.matcher(text).matches()) {
                    boolean attached = DOTS_LAST.matcher(text).matches();
                    return dots + (attached ? LEAST_DOTS : text.endsWith(".") ? 1 : 0);
                }
                dots += text.chars().map(c -> c == '…' ? LEAST_DOTS : 1).sum();
            }
            return dots;
        }

        /** Whether dots lead to a page within the row too: rows of two lists side by side. */
        private static boolean leadsBefore(List<Word> words) {
            for (int i = 1; i + 1 < words.size(); i++) {
                if (PAGE.matcher(words.get(i).text()).matches()
                        && dotsBefore(words, i) >= LEAST_DOTS) {
                    return true;
                }
            }
            return false;
        }

        double size() {
            return words.getFirst().size();
        }

        double baseline() {
            return words.getFirst().baseline();
        }
    }

    /** The lists among upright words, each with its rows as lines. */
    static List<TextBlock> of(List<Word> words) {
        List<Row> rows = rows(words);
        List<TextBlock> lists = new ArrayList<>();
        int at = 0;
        while (at < rows.size()) {
            if (!rows.get(at).leads()) {
                at++;
                continue;
            }
            int end = end(rows, at);
            List<Row> list = rows.subList(at, end);
            if (isList(list)) {
                list = rows.subList(start(rows, at, list), end);
                lists.add(TextBlock.of(list.stream().map(row -> Line.of(row.words())).toList()));
            }
            at = end;
        }
        return lists;
    }

    private static List<Row> rows(List<Word> words) {
        List<Word> upright =
                words.stream().filter(word -> word.angle() == 0 && !word.text().isBlank()).toList();
        return WordRows.of(upright).stream().map(Row::of).toList();
    }

    /** One after the last row that leads and belongs to the list which begins at a row. */
    private static int end(List<Row> rows, int start) {
        int last = start;
        for (int i = start + 1; i < rows.size() && i - last <= MOST_BETWEEN + 1; i++) {
            Row row = rows.get(i);
            if (row.baseline() - rows.get(i - 1).baseline() > FARTHEST * row.size()) {
                break;
            }
            if (row.leads()) {
                last = i;
            }
        }
        return last + 1;
    }

    /** Titles of parts, without dots but with their page, above the first row that leads. */
    private static int start(List<Row> rows, int first, List<Row> list) {
        int start = first;
        while (start > 0
                && aligned(rows.get(start - 1), list.getFirst())
                && rows.get(start).baseline() - rows.get(start - 1).baseline()
                        <= FARTHEST * rows.get(start).size()) {
            start--;
        }
        return start;
    }

    /** Whether the page numbers of two rows end at one edge. */
    private static boolean aligned(Row a, Row b) {
        return Math.abs(a.end() - b.end()) <= Math.max(a.size(), b.size());
    }

    private static boolean isList(List<Row> rows) {
        long leading = rows.stream().filter(Row::leads).count();
        if (leading < LEAST_ROWS || 2 * leading < rows.size()) {
            return false;
        }
        int pairs = 0;
        int ascending = 0;
        OptionalInt before = OptionalInt.empty();
        for (Row row : rows) {
            if (row.leads() && row.page().isPresent()) {
                if (before.isPresent()) {
                    pairs++;
                    ascending += row.page().getAsInt() >= before.getAsInt() ? 1 : 0;
                }
                before = row.page();
            }
        }
        return ascending >= ASCENDING * pairs;
    }
}
