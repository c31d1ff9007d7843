package dev.sundog.document.pdf;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Text that a file gives in place of what it draws: for a divided word whose spelling changes, a
 * decoration, a drawn letter. It is believed for short stretches; a replacement for whole pages
 * would lose the places of their words.
 *
 * <p><b>Source:</b> ISO 32000-2, 14.9.4.
 */
final class ActualText {
    private static final int LONGEST_STRETCH = 200;
    private static final int LONGEST_TEXT = 400;
    private static final int LONGEST_NOTHING = 20;
    private static final double SAME_LINE = 0.5;

    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Span> spans = new ArrayList<>();

    private record Open(Optional<String> text, int from) {}

    /** Glyphs {@code from} to before {@code to} that stand for {@code text}. */
    record Span(int from, int to, String text) {}

    /** Marked content begins at glyph number {@code at}; of nested texts the outermost counts. */
    void begin(@Nullable COSDictionary properties, int at) {
        boolean nested = open.stream().anyMatch(outer -> outer.text().isPresent());
        open.push(new Open(nested ? Optional.empty() : of(properties), at));
    }

    void end(int at) {
        Open ended = open.poll();
        if (ended != null && ended.text().isPresent() && at > ended.from()) {
            spans.add(new Span(ended.from(), at, ended.text().get()));
        }
    }

    /** The text that {@code dictionary} gives, if any. */
    static Optional<String> of(@Nullable COSDictionary dictionary) {
        return dictionary == null
                ? Optional.empty()
                : Optional.ofNullable(dictionary.getString(COSName.ACTUAL_TEXT));
    }

    /** {@code glyphs} with the texts of the marked content read. */
    List<Glyph> on(List<Glyph> glyphs) {
        return replaced(glyphs, spans);
    }

    /** {@code glyphs} with those of {@code spans} replaced. */
    static List<Glyph> replaced(List<Glyph> glyphs, List<Span> spans) {
        if (spans.isEmpty()) {
            return glyphs;
        }
        List<Glyph> replaced = new ArrayList<>(glyphs.size());
        int next = 0;
        for (Span span : spans.stream().sorted(Comparator.comparingInt(Span::from)).toList()) {
            if (span.from() < next || span.to() > glyphs.size()) {
                continue;
            }
            replaced.addAll(glyphs.subList(next, span.from()));
            replaced.addAll(standingFor(glyphs.subList(span.from(), span.to()), span.text()));
            next = span.to();
        }
        replaced.addAll(glyphs.subList(next, glyphs.size()));
        return replaced;
    }

    private static List<Glyph> standingFor(List<Glyph> drawn, String given) {
        String text = Characters.composed(given).strip();
        if (text.isEmpty()) {
            return drawn.size() <= LONGEST_NOTHING && given.isEmpty() ? List.of() : drawn;
        }
        StringBuilder shown = new StringBuilder();
        drawn.forEach(glyph -> shown.append(glyph.text()));
        boolean same = shown.toString().replace(" ", "").equals(text.replace(" ", ""));
        if (same || drawn.size() > LONGEST_STRETCH || text.length() > LONGEST_TEXT) {
            return drawn;
        }
        int broken = 1;
        while (broken < drawn.size() && sameLine(drawn.getFirst(), drawn.get(broken))) {
            broken++;
        }
        int tail = drawn.size() - broken;
        if (tail == 0 || tail >= text.length()) {
            return spread(drawn.subList(0, broken), text);
        }
        String head = text.substring(0, text.length() - tail);
        boolean divides = !head.endsWith(" ") && text.charAt(text.length() - tail) != ' ';
        List<Glyph> both =
                new ArrayList<>(
                        spread(drawn.subList(0, broken), divides ? head + "-" : head.strip()));
        both.addAll(
                spread(
                        drawn.subList(broken, drawn.size()),
                        text.substring(text.length() - tail).strip()));
        return both;
    }

    private static boolean sameLine(Glyph first, Glyph glyph) {
        return glyph.angle() == first.angle()
                && Math.abs(glyph.y() - first.y()) < SAME_LINE * first.size();
    }

    /** The words of {@code text} over the places of what was drawn on one line. */
    private static List<Glyph> spread(List<Glyph> drawn, String text) {
        Glyph first = drawn.getFirst();
        double x1 = drawn.stream().mapToDouble(Glyph::x1).max().orElse(first.x1());
        double step = (x1 - first.x0()) / text.length();
        List<Glyph> spread = new ArrayList<>();
        double at = first.x0();
        for (String word : text.split(" +")) {
            if (!spread.isEmpty()) {
                spread.add(first.moved(" ", at, at + step));
                at += step;
            }
            spread.add(first.moved(word, at, Math.min(x1, at + step * word.length())));
            at += step * word.length();
        }
        return spread;
    }
}
