package dev.sundog.document.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown as the measures see it: pipe tables made HTML, white space collapsed, lines apart. */
final class MarkdownText {
    /** Unicode white space and the four separators U+001C to U+001F. */
    private static final String SPACE = "[\\s\\x1C-\\x1F]";

    private static final Pattern SPACES =
            Pattern.compile(SPACE + "+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern LINE = Pattern.compile("\\R|[\\x1C-\\x1E]");
    private static final Pattern SEPARATOR = Pattern.compile("[-:]+");
    private static final Pattern TABLE =
            Pattern.compile("<table[^>]*?>.*?</table>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private MarkdownText() {}

    /** Runs of white space as one space, none at the ends. */
    static String collapse(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    /** The lines without their ends. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        Matcher ends = LINE.matcher(text);
        int from = 0;
        while (ends.find()) {
            lines.add(text.substring(from, ends.start()));
            from = ends.end();
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        return lines;
    }

    /** The text with each HTML table replaced by a space. */
    static String withoutTables(String text) {
        return TABLE.matcher(text).replaceAll(" ");
    }

    /** The sources of the HTML tables in order. */
    static List<String> tables(String text) {
        return TABLE.matcher(text).results().map(MatchResult::group).toList();
    }

    /** Every pipe table replaced by an HTML table on one line. */
    static String withHtmlTables(String markdown) {
        List<String> lines = lines(markdown);
        StringBuilder out = new StringBuilder(markdown.length());
        int at = 0;
        while (at < lines.size()) {
            List<String> header = cells(lines.get(at));
            List<String> rule = at + 1 < lines.size() ? cells(lines.get(at + 1)) : List.of();
            if (header.isEmpty() || !isRule(rule)) {
                out.append(lines.get(at++)).append('\n');
                continue;
            }
            int width = Math.max(header.size(), rule.size());
            List<List<String>> rows = new ArrayList<>();
            rows.add(widened(header, width));
            at += 2;
            for (; at < lines.size(); at++) {
                List<String> row = cells(lines.get(at));
                if (row.isEmpty()) {
                    break;
                }
                rows.add(widened(row, width));
            }
            if (rows.size() > 1 && rows.getFirst().stream().allMatch(String::isEmpty)) {
                rows.removeFirst();
            }
            html(rows, out);
        }
        return out.toString();
    }

    private static void html(List<List<String>> rows, StringBuilder out) {
        out.append("<table>");
        String tag = "th";
        for (List<String> row : rows) {
            out.append("<tr>");
            for (String cell : row) {
                out.append('<').append(tag).append('>');
                out.append(escape(cell)).append("</").append(tag).append('>');
            }
            out.append("</tr>");
            tag = "td";
        }
        out.append("</table>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }

    /** A row's cells, none if the line has no bar. */
    private static List<String> cells(String line) {
        String row = strip(line);
        if (row.indexOf('|') < 0) {
            return List.of();
        }
        List<String> cells = new ArrayList<>(List.of(row.split("\\|", -1)));
        if (row.startsWith("|")) {
            cells.removeFirst();
        }
        if (!cells.isEmpty() && row.endsWith("|")) {
            cells.removeLast();
        }
        cells.replaceAll(MarkdownText::strip);
        return cells;
    }

    private static String strip(String text) {
        Matcher spaces = SPACES.matcher(text);
        int from = spaces.lookingAt() ? spaces.end() : 0;
        int to = text.length();
        while (to > from && SPACES.matcher(text.substring(to - 1, to)).matches()) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isRule(List<String> cells) {
        return !cells.isEmpty()
                && cells.stream()
                        .allMatch(cell -> SEPARATOR.matcher(cell.replace(" ", "")).matches());
    }

    private static List<String> widened(List<String> cells, int width) {
        if (cells.size() == 3 && width > 3) {
            List<String> row = new ArrayList<>(Collections.nCopies(width, cells.get(1)));
            row.set(0, cells.get(0));
            row.set(width - 1, cells.get(2));
            return row;
        }
        List<String> row = new ArrayList<>(cells.subList(0, Math.min(width, cells.size())));
        while (row.size() < width) {
            row.add("");
        }
        return row;
    }
}
