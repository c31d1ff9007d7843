package dev.sundog.document.layout;

import dev.sundog.document.page.Spacing;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TextRun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lines to runs of text: a line break becomes a space, or nothing between scripts without spaces
 * and where a word was hyphenated.
 */
final class Runs {
    private static final double SMALLER = 0.82;
    private static final double RAISED = 0.12;
    private static final double LOWERED = 0.08;

    private static final double ROOM = 1.2;
    private static final double LONG_LINE = 20;
    private static final int MOST_SPACES = 100;

    private final List<TextRun> runs = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Optional<Word> style = Optional.empty();
    private int rise;
    private Optional<Box> box = Optional.empty();

    private Runs() {}

    /** One text of all {@code lines}. */
    static Content.Text flowing(List<Line> lines) {
        Runs builder = new Runs();
        double right = lines.stream().mapToDouble(line -> line.box().x1()).max().orElse(0);
        for (int i = 0; i < lines.size(); i++) {
            if (i > 0) {
                builder.lineBreak(
                        lines.get(i - 1).words().getLast(),
                        lines.get(i).words().getFirst(),
                        full(lines.get(i - 1), lines.size(), right));
            }
            builder.line(lines.get(i));
        }
        return builder.finish();
    }

    /** One text of all {@code lines}, line breaks kept. */
    static Content.Text broken(List<Line> lines) {
        Runs builder = new Runs();
        for (int i = 0; i < lines.size(); i++) {
            if (i > 0) {
                builder.text.append('\n');
            }
            builder.line(lines.get(i));
        }
        return builder.finish();
    }

    /** Lines of code: breaks, indents and the spaces between words are kept. */
    static Content.Text code(TextBlock block) {
        Runs builder = new Runs();
        for (Line line : block.lines()) {
            Word first = line.words().getFirst();
            double letter = Math.max(1, first.box().width() / first.text().length());
            builder.text.append(builder.style.isEmpty() ? "" : "\n");
            double end = block.box().x0();
            for (Word word : line.words()) {
                double gap = (word.box().x0() - end) / letter;
                builder.text.append(" ".repeat((int) Math.clamp(Math.round(gap), 0, MOST_SPACES)));
                builder.add(word, 0);
                end = word.box().x1();
            }
        }
        return builder.finish();
    }

    private void line(Line line) {
        List<Word> words = line.words();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (i > 0 && Spacing.apart(words.get(i - 1), word)) {
                text.append(' ');
            }
            add(word, rise(word, line));
        }
    }

    private static int rise(Word word, Line line) {
        if (word.angle() != 0 || word.size() > SMALLER * line.size()) {
            return 0;
        }
        double shift = line.baseline() - word.baseline();
        if (shift > RAISED * line.size()) {
            return 1;
        }
        return shift < -LOWERED * line.size() ? -1 : 0;
    }

    private void add(Word word, int wordRise) {
        if (style.filter(before -> same(before, word) && rise == wordRise).isEmpty()) {
            String space = trailingSpace();
            flush();
            style = Optional.of(word);
            rise = wordRise;
            text.append(space);
        }
        text.append(word.text());
        box = Optional.of(box.map(around -> around.union(word.box())).orElse(word.box()));
    }

    /** A space at the end of the text so far, taken from it: it goes with the next run. */
    private String trailingSpace() {
        int last = text.length() - 1;
        if (last >= 0 && (text.charAt(last) == ' ' || text.charAt(last) == '\n')) {
            String space = text.substring(last);
            text.setLength(last);
            return space;
        }
        return "";
    }

    private static boolean same(Word a, Word b) {
        return a.bold() == b.bold()
                && a.italic() == b.italic()
                && Math.abs(a.size() - b.size()) < 0.5
                && a.font().equals(b.font())
                && a.link().equals(b.link());
    }

    /** Whether a line of a paragraph has no room left for a character. */
    private static boolean full(Line line, int lines, double right) {
        boolean paragraph = lines > 2 || line.box().width() > LONG_LINE * line.size();
        return paragraph && right - line.box().x1() < ROOM * line.size();
    }

    private void lineBreak(Word last, Word next, boolean full) {
        String end = text.toString();
        if (hyphenated(end, next.text())) {
            text.setLength(text.length() - 1);
        } else if (!compound(end, next.text()) && Spacing.breakIsSpace(last, next, full)) {
            text.append(' ');
        }
    }

    /** Whether the hyphen at the end only divides a word. */
    static boolean hyphenated(String end, String next) {
        int last = end.length() - 1;
        return last > 0
                && (end.charAt(last) == '-' || end.charAt(last) == '\u2010')
                && Character.isLetter(end.charAt(last - 1))
                && !next.isEmpty()
                && Character.isLowerCase(next.codePointAt(0));
    }

    private static boolean spaced(String end, String next) {
        return !compound(end, next) && Spacing.breakIsSpace(end, next);
    }

    /** Whether the hyphen at the end stands between parts of a name or between numbers. */
    private static boolean compound(String end, String next) {
        int last = end.length() - 1;
        return last > 0
                && (end.charAt(last) == '-' || end.charAt(last) == '\u2010')
                && Character.isLetterOrDigit(end.charAt(last - 1))
                && !next.isEmpty()
                && Character.isLetterOrDigit(next.codePointAt(0));
    }

    private void flush() {
        style.ifPresent(
                word -> {
                    if (!text.isEmpty()) {
                        runs.add(
                                new TextRun(
                                        text.toString(),
                                        box.orElse(word.box()),
                                        word.font(),
                                        word.size(),
                                        word.bold(),
                                        word.italic(),
                                        rise,
                                        word.link()));
                    }
                });
        text.setLength(0);
        box = Optional.empty();
    }

    private Content.Text finish() {
        flush();
        return new Content.Text(runs);
    }

    /** {@code first} and {@code second} as one text, as if a line break stood between them. */
    static Content.Text joined(Content.Text first, Content.Text second) {
        List<TextRun> all = new ArrayList<>(first.runs());
        if (all.isEmpty() || second.runs().isEmpty()) {
            all.addAll(second.runs());
            return new Content.Text(all);
        }
        TextRun last = all.removeLast();
        String next = second.runs().getFirst().text();
        String end = last.text();
        if (hyphenated(end, next)) {
            all.add(with(last, end.substring(0, end.length() - 1)));
        } else {
            all.add(with(last, spaced(end, next) ? end + " " : end));
        }
        all.addAll(second.runs());
        return new Content.Text(all);
    }

    /** {@code text} without {@code marker} at its beginning. */
    static Content.Text without(Content.Text text, String marker) {
        List<TextRun> rest = new ArrayList<>();
        String left = marker;
        boolean begun = false;
        for (TextRun run : text.runs()) {
            String part = run.text();
            if (!begun) {
                int taken = 0;
                while (taken < part.length()
                        && !left.isEmpty()
                        && part.charAt(taken) == left.charAt(0)) {
                    left = left.substring(1);
                    taken++;
                }
                part = part.substring(taken).stripLeading();
                if (part.isEmpty()) {
                    continue;
                }
                begun = true;
            }
            rest.add(with(run, part));
        }
        return new Content.Text(rest);
    }

    private static TextRun with(TextRun run, String text) {
        return new TextRun(
                text,
                run.box(),
                run.font(),
                run.size(),
                run.bold(),
                run.italic(),
                run.rise(),
                run.link());
    }
}
