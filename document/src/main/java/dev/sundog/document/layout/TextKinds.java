package dev.sundog.document.layout;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What running text is as far as its page tells: captions, footnotes, equations, indexes. */
final class TextKinds {
    private static final String LABELS =
            "Figure|FIGURE|Fig\\.?|FIG\\.?|Table|TABLE|Tab\\.|Chart|CHART|Diagram|Exhibit|EXHIBIT|Scheme"
                + "|Photo|Plate|Map|Image|Illustration|Graph|Abbildung|Abb\\.|Tabelle|Tableau"
                + "|그림|표|도표|사진|図表|図|表|写真";
    private static final Pattern CAPTION =
            Pattern.compile(
                    "^[<\\[(【〈]?\\s*(?:" + LABELS + ")\\s*[A-Z]?[-.]?\\d+.*", Pattern.DOTALL);
    private static final Pattern CAPTION_STOP =
            Pattern.compile(
                    "^[<\\[(【〈]?\\s*(?:"
                            + LABELS
                            + ")\\s*[A-Z]?[-.]?\\d+(?:[-.]\\s?\\d+)*\\s*(?:[a-z]\\b)?"
                            + "\\s*(?:[.:|>\\])】〉–—-]|\\n|$|[A-Z\"“][^.]{0,160}\\.?$).*",
                    Pattern.DOTALL);
    private static final int LONGEST_CAPTION = 600;
    private static final double CAPTION_REACH = 3;
    private static final Pattern FOOTNOTE =
            Pattern.compile(
                    "^(?:\\d{1,3}|[*†‡§¶#]{1,3}|\\(\\d{1,2}\\)|[①-⑳]|[a-z](?=\\s))[.)]?\\s*\\S.*",
                    Pattern.DOTALL);
    private static final double FOOTNOTE_SIZE = 0.94;
    private static final int SHORTEST_SENTENCE = 20;
    private static final double FOOTNOTE_PART = 0.45;
    private static final Pattern LEADER =
            Pattern.compile(".*(?:\\.{4,}|(?:\\s\\.){4,}|…{2,}|·{4,}).*");
    private static final Pattern COMMAND = Pattern.compile("\\\\[a-zA-Z]+");
    private static final Pattern PROSE = Pattern.compile("(?<![\\\\\\p{L}])\\p{L}{4,}");
    private static final String MATHEMATICS = "=+<>≤≥≈≠±×÷∑∫∏√∞∂∇∈∉⊂∪∩→⇒∀∃∝−^_{}|";

    private final List<Piece> pieces;
    private final double pageHeight;
    private final double bodySize;

    private TextKinds(List<Piece> pieces, double pageHeight) {
        this.pieces = pieces;
        this.pageHeight = pageHeight;
        Typography typography = new Typography();
        typography.add(pieces);
        this.bodySize = typography.bodySize();
    }

    /** {@code pieces} with the categories of their text. */
    static List<Piece> of(List<Piece> pieces, double pageHeight) {
        TextKinds kinds = new TextKinds(pieces, pageHeight);
        List<Piece> named = new ArrayList<>();
        for (Piece piece : pieces) {
            named.add(
                    piece instanceof Piece.Text text && text.category() == Category.PARAGRAPH
                            ? text.as(kinds.category(text))
                            : piece);
        }
        return named;
    }

    /** Whether {@code content} begins with the mark of a footnote. */
    static boolean startsAsFootnote(String content) {
        return FOOTNOTE.matcher(content.strip()).matches();
    }

    /** Whether {@code block} is a note for its mark, its size and its end, wherever it stands. */
    static boolean footnoteSentence(TextBlock block, double bodySize) {
        String content = block.text().strip();
        return block.size() <= FOOTNOTE_SIZE * bodySize
                && content.length() >= SHORTEST_SENTENCE
                && (content.endsWith(".") || content.endsWith("。"))
                && startsAsFootnote(content);
    }

    /** Whether {@code content} begins as a caption does. */
    static boolean startsAsCaption(String content) {
        return CAPTION.matcher(content.strip()).matches();
    }

    private Category category(Piece.Text text) {
        String content = text.block().text().strip();
        if (caption(text, content)) {
            return Category.CAPTION;
        }
        if (footnote(text, content)) {
            return Category.FOOTNOTE;
        }
        if (equation(content)) {
            return Category.EQUATION;
        }
        return index(text) ? Category.INDEX : Category.PARAGRAPH;
    }

    private boolean caption(Piece.Text text, String content) {
        if (content.length() > LONGEST_CAPTION || !CAPTION.matcher(content).matches()) {
            return false;
        }
        return CAPTION_STOP.matcher(content).matches() || besideFigure(text);
    }

    private boolean besideFigure(Piece.Text text) {
        Box box = text.box();
        double reach = CAPTION_REACH * text.block().size();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text other -> {}
                case Piece.Figure figure -> {
                    if (close(figure.box(), box, reach)) {
                        return true;
                    }
                }
                case Piece.Table table -> {
                    if (close(table.box(), box, reach)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean close(Box a, Box b, double reach) {
        double gap = Math.max(a.y0() - b.y1(), b.y0() - a.y1());
        return gap < reach && a.overlapX(b) > 0;
    }

    /** Small text with a mark in the lower part of the page, with nothing of the body below it. */
    private boolean footnote(Piece.Text text, String content) {
        if (text.box().y0() < FOOTNOTE_PART * pageHeight
                || text.block().size() > FOOTNOTE_SIZE * bodySize
                || !FOOTNOTE.matcher(content).matches()
                || text.block().lines().getFirst().bold()) {
            return false;
        }
        for (Piece piece : pieces) {
            boolean below =
                    piece.box().y0() > text.box().y1() - 1 && piece.box().overlapX(text.box()) > 0;
            boolean body =
                    !(piece instanceof Piece.Text other)
                            || other.category() == Category.PARAGRAPH
                                    && other.block().size() > FOOTNOTE_SIZE * bodySize;
            if (below && body) {
                return false;
            }
        }
        return true;
    }

    /** Mostly signs of mathematics, hardly a word. */
    private static boolean equation(String content) {
        int signs = 0;
        for (int i = 0; i < content.length(); i++) {
            signs += MATHEMATICS.indexOf(content.charAt(i)) >= 0 ? 1 : 0;
        }
        if (signs == 0) {
            return false;
        }
        long commands = COMMAND.matcher(content).results().count();
        long words = PROSE.matcher(content).results().count();
        if (commands >= 2 && signs >= 2) {
            return words <= 3 * commands;
        }
        return content.indexOf('=') >= 0
                && words <= 1
                && content.length() >= 3
                && content.length() < 200;
    }

    private static boolean index(Piece.Text text) {
        List<Line> lines = text.block().lines();
        long leaders = lines.stream().filter(line -> LEADER.matcher(line.text()).matches()).count();
        return leaders > 0 && 2 * leaders >= lines.size();
    }
}
