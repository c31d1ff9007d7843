package dev.sundog.document.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables of HTML as one tree of tables, rows and cells. Forgives what browsers forgive: unclosed
 * cells and rows, attributes without quotes.
 *
 * @param tree {@code thead} and {@code tbody} left out, {@code th} as {@code td}
 * @param descendants elements below the root, those inside cells too
 */
record HtmlTables(Tree<Node> tree, int descendants) {
    private static final int MAX_SPAN = 65534;

    private static final Pattern TAG =
            Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>", Pattern.DOTALL);
    private static final Pattern SPAN =
            Pattern.compile(
                    "(colspan|rowspan)\\s*=\\s*[\"']?\\s*(\\d{1,9})", Pattern.CASE_INSENSITIVE);
    private static final Pattern BREAK = Pattern.compile("<br\\s*/?>", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));");

    /** A node: its element's name, and of a cell its spans and text. */
    record Node(String tag, int columnSpan, int rowSpan, String text) {
        boolean sameKind(Node other) {
            return tag.equals(other.tag)
                    && columnSpan == other.columnSpan
                    && rowSpan == other.rowSpan;
        }
    }

    /** At least one table's source each. */
    static HtmlTables parse(List<String> sources) {
        List<Tree<Node>> tables = new ArrayList<>();
        int inner = 0;
        for (String source : sources) {
            Reader reader = new Reader(source);
            tables.add(reader.read());
            inner += reader.inner;
        }
        Tree<Node> root = new Tree<>(new Node("body", 1, 1, ""), tables);
        return new HtmlTables(root, root.size() - 1 + inner);
    }

    private static String plain(String source) {
        return MarkdownText.collapse(BREAK.matcher(unescape(source)).replaceAll("\n"));
    }

    private static String unescape(String text) {
        return ENTITY.matcher(text)
                .replaceAll(entity -> Matcher.quoteReplacement(character(entity)));
    }

    private static String character(MatchResult entity) {
        if (entity.group(3) == null) {
            int code =
                    entity.group(1) != null
                            ? Integer.parseInt(entity.group(1))
                            : Integer.parseInt(entity.group(2), 16);
            return Character.isValidCodePoint(code) ? Character.toString(code) : entity.group();
        }
        return switch (entity.group(3)) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> "\u00a0";
            default -> entity.group();
        };
    }

    /** Reads one table. */
    private static final class Reader {
        private final String html;
        private final List<Tree<Node>> rows = new ArrayList<>();
        private final List<Tree<Node>> cells = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private boolean inRow;
        private Optional<Node> cell = Optional.empty();
        private int inner;

        Reader(String html) {
            this.html = html;
        }

        Tree<Node> read() {
            Matcher tag = TAG.matcher(html);
            int from = 0;
            while (tag.find()) {
                text.append(html, from, tag.start());
                from = tag.end();
                accept(!tag.group(1).isEmpty(), tag);
            }
            closeRow();
            return new Tree<>(new Node("table", 1, 1, ""), rows);
        }

        private void accept(boolean closing, Matcher tag) {
            switch (tag.group(2).toLowerCase(Locale.ROOT)) {
                case "table", "thead", "tbody", "tfoot" -> closeRow();
                case "tr" -> {
                    closeRow();
                    inRow = !closing;
                }
                case "td", "th" -> {
                    closeCell();
                    if (!closing) {
                        inRow = true;
                        cell = Optional.of(start(tag.group(3)));
                    }
                }
                case "br" -> {
                    inner++;
                    text.append('\n');
                }
                default -> {
                    inner += closing ? 0 : 1;
                    text.append(tag.group());
                }
            }
        }

        private static Node start(String attributes) {
            int columns = 1;
            int rows = 1;
            Matcher span = SPAN.matcher(attributes);
            while (span.find()) {
                int value = Math.min(MAX_SPAN, Integer.parseInt(span.group(2)));
                if (span.group(1).equalsIgnoreCase("colspan")) {
                    columns = value;
                } else {
                    rows = value;
                }
            }
            return new Node("td", columns, rows, "");
        }

        private void closeCell() {
            cell.ifPresent(
                    open ->
                            cells.add(
                                    new Tree<>(
                                            new Node(
                                                    open.tag,
                                                    open.columnSpan,
                                                    open.rowSpan,
                                                    plain(text.toString())),
                                            List.of())));
            cell = Optional.empty();
            text.setLength(0);
        }

        private void closeRow() {
            closeCell();
            if (inRow) {
                rows.add(new Tree<>(new Node("tr", 1, 1, ""), cells));
                cells.clear();
                inRow = false;
            }
        }
    }
}
