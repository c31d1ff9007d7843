package dev.sundog.document.html;

import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TextRun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs of text as HTML: strong, em, sup, sub, links and kept line breaks. */
final class InlineHtml {
    private InlineHtml() {}

    /**
     * A piece of one look.
     *
     * @param rise its sign: superscript, none, subscript
     */
    private record Piece(
            String text, boolean bold, boolean italic, int rise, Optional<String> link) {
        static Piece of(TextRun run, boolean bold) {
            return new Piece(
                    run.text(),
                    bold && run.bold(),
                    run.italic(),
                    Integer.signum(run.rise()),
                    Escapes.link(run));
        }

        boolean sameLook(Piece other) {
            return bold == other.bold
                    && italic == other.italic
                    && rise == other.rise
                    && link.equals(other.link);
        }

        Piece joined(Piece next) {
            return new Piece(text + next.text, bold, italic, rise, link);
        }
    }

    /**
     * The runs of one text; neighbours of one look become one element.
     *
     * @param bold whether bold runs are marked; of no use in headings
     */
    static String of(Content.Text text, boolean bold) {
        List<Piece> pieces = new ArrayList<>();
        for (TextRun run : text.runs()) {
            Piece piece = Piece.of(run, bold);
            if (!pieces.isEmpty() && pieces.getLast().sameLook(piece)) {
                pieces.add(pieces.removeLast().joined(piece));
            } else {
                pieces.add(piece);
            }
        }
        StringBuilder out = new StringBuilder();
        Optional<String> open = Optional.empty();
        for (Piece piece : pieces) {
            if (!piece.link.equals(open)) {
                open.ifPresent(link -> out.append("</a>"));
                piece.link.ifPresent(
                        link -> out.append("<a href=\"").append(Escapes.html(link)).append("\">"));
                open = piece.link;
            }
            append(piece, out);
        }
        open.ifPresent(link -> out.append("</a>"));
        return out.toString();
    }

    private static void append(Piece piece, StringBuilder out) {
        String text = Escapes.html(piece.text).replace("\n", "<br>");
        if (piece.text.isBlank()) {
            out.append(text);
            return;
        }
        List<String> tags = new ArrayList<>();
        if (piece.bold) {
            tags.add("strong");
        }
        if (piece.italic) {
            tags.add("em");
        }
        if (piece.rise != 0) {
            tags.add(piece.rise > 0 ? "sup" : "sub");
        }
        tags.forEach(tag -> out.append('<').append(tag).append('>'));
        out.append(text);
        tags.reversed().forEach(tag -> out.append("</").append(tag).append('>'));
    }
}
