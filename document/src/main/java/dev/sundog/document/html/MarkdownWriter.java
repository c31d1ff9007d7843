package dev.sundog.document.html;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.tree.TableGrid.Cell;
import dev.sundog.document.tree.TextRun;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes Markdown: headings, lists, links, pictures and tables, the rest as it stands. Emphasis is
 * left to the HTML; a character is escaped only where it would otherwise be read as a mark.
 */
final class MarkdownWriter {
    private static final Pattern LINE_MARK =
            Pattern.compile("(?m)^(\\s*)(#{1,6}(?=\\s)|>|```|~~~)");
    private static final Pattern TAG = Pattern.compile("<(?=[a-zA-Z/!?])");

    private final Figures figures;

    MarkdownWriter(Figures figures) {
        this.figures = figures;
    }

    /** The whole text, elements apart by blank lines. */
    String write(Document document) {
        List<String> parts =
                document.elements().map(this::element).filter(part -> !part.isBlank()).toList();
        return parts.isEmpty() ? "" : String.join("\n\n", parts) + "\n";
    }

    /** One element without a line break at its end. */
    String element(Element element) {
        return switch (element.content()) {
            case Content.Text text -> text(element.category(), text);
            case Content.Items items -> items(items);
            case Content.Grid grid -> table(grid.grid());
            case Content.Picture picture ->
                    figures.address(element)
                            .map(address -> "![" + label(picture) + "](<" + address + ">)")
                            .orElse(escaped(picture.inside().text().strip()));
        };
    }

    private static String label(Content.Picture picture) {
        return oneLine(picture.inside().text()).replace("[", "\\[").replace("]", "\\]");
    }

    private static String text(Category category, Content.Text text) {
        int level = category.headingLevel();
        if (level > 0) {
            String line = oneLine(text.text());
            return line.isEmpty() ? "" : "#".repeat(level) + " " + line;
        }
        if (HtmlWriter.isCode(category, text)) {
            return fenced(text.text());
        }
        return escaped(linked(text).strip());
    }

    /** Code between fences longer than any in it. */
    private static String fenced(String code) {
        String fence = "```";
        while (code.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + code + "\n" + fence;
    }

    /** The text with links whose words are not their address. */
    private static String linked(Content.Text text) {
        StringBuilder out = new StringBuilder();
        StringBuilder words = new StringBuilder();
        Optional<String> open = Optional.empty();
        for (TextRun run : text.runs()) {
            if (!open.equals(Escapes.link(run))) {
                append(words.toString(), open, out);
                words.setLength(0);
                open = Escapes.link(run);
            }
            words.append(run.text());
        }
        append(words.toString(), open, out);
        return out.toString();
    }

    private static void append(String text, Optional<String> link, StringBuilder out) {
        String words = text.strip();
        String address = link.orElse("");
        boolean plain = link.isEmpty() || words.isEmpty() || address.contains(words);
        if (plain || words.indexOf(']') >= 0) {
            out.append(TAG.matcher(text).replaceAll("&lt;"));
            return;
        }
        int at = text.indexOf(words);
        out.append(text, 0, at).append('[').append(words).append("](<");
        out.append(address.replace(">", "%3E")).append(">)");
        out.append(text.substring(at + words.length()));
    }

    private static String escaped(String text) {
        return LINE_MARK.matcher(text).replaceAll("$1\\\\$2");
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String items(Content.Items items) {
        StringBuilder out = new StringBuilder();
        for (Content.Item item : items.items()) {
            String indent = "  ".repeat(Math.min(8, item.level()));
            out.append(out.isEmpty() ? "" : "\n").append(indent);
            out.append(ListMarkers.markdown(item));
            out.append(linked(item.text()).strip().replace("\n", "\n" + indent + "  "));
        }
        return out.toString();
    }

    private static String table(TableGrid grid) {
        boolean spans =
                grid.headerRows() > 1
                        || grid.cells().stream()
                                .anyMatch(cell -> cell.rowSpan() > 1 || cell.columnSpan() > 1);
        boolean pipe = !spans && grid.rows() > 0 && grid.columns() > 1;
        return pipe ? pipeTable(grid) : TableHtml.of(grid, "", false);
    }

    private static String pipeTable(TableGrid grid) {
        String[][] slots = new String[grid.rows()][grid.columns()];
        for (String[] row : slots) {
            Arrays.fill(row, "");
        }
        for (Cell cell : grid.cells()) {
            slots[cell.row()][cell.column()] =
                    TAG.matcher(oneLine(cell.content().text()))
                            .replaceAll("&lt;")
                            .replace("|", "\\|");
        }
        StringBuilder out = new StringBuilder();
        row(slots[0], out);
        out.append("\n|").append(" --- |".repeat(grid.columns()));
        for (int row = 1; row < slots.length; row++) {
            out.append('\n');
            row(slots[row], out);
        }
        return out.toString();
    }

    private static void row(String[] cells, StringBuilder out) {
        out.append('|');
        for (String cell : cells) {
            out.append(' ').append(cell).append(cell.isEmpty() ? "|" : " |");
        }
    }
}
