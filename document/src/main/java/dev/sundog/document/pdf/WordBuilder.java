package dev.sundog.document.pdf;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Direction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Glyphs to words. A word ends at a space, where the gap to the next glyph is wider than a good
 * part of a space (a letter-spaced line raises that bound by its own spacing), and where baseline,
 * size or style change.
 */
final class WordBuilder {
    /** Part of the size by which a word's box reaches below the baseline, about. */
    static final double DESCENT = 0.22;

    private static final double SPACE_SHARE = 0.45;
    private static final double WIDE_SCRIPT_GAP = 0.5;
    private static final double BACKWARD = 0.35;
    private static final double SAME_BASELINE = 0.08;
    private static final double SAME_SIZE = 0.12;
    private static final int SPACED_GLYPHS = 4;
    private static final double LETTER_SPACED = 0.08;

    private final List<Word> words = new ArrayList<>();
    private final List<Glyph> pending = new ArrayList<>();
    private final DrawnSpaces spaces;

    private WordBuilder(DrawnSpaces spaces) {
        this.spaces = spaces;
    }

    /** Words of {@code glyphs}, in their order. */
    static List<Word> words(List<Glyph> glyphs) {
        WordBuilder builder = new WordBuilder(new DrawnSpaces(glyphs));
        List<Glyph> composed = accents(glyphs);
        int index = 0;
        while (index < composed.size()) {
            int end = index;
            while (end < composed.size()
                    && composed.get(end).show() == composed.get(index).show()) {
                end++;
            }
            double tracking = tracking(composed.subList(index, end));
            for (Glyph glyph : composed.subList(index, end)) {
                builder.add(glyph, tracking);
            }
            index = end;
        }
        builder.finish();
        return builder.words;
    }

    /** Spacing between all letters of one drawing operation, in ems; 0 for ordinary text. */
    private static double tracking(List<Glyph> run) {
        List<Double> gaps = new ArrayList<>();
        for (int i = 1; i < run.size(); i++) {
            Glyph before = run.get(i - 1);
            Glyph glyph = run.get(i);
            if (!before.space() && !glyph.space()) {
                gaps.add((glyph.x0() - before.x1()) / glyph.size());
            }
        }
        if (gaps.size() < SPACED_GLYPHS) {
            return 0;
        }
        gaps.sort(null);
        double median = gaps.get(gaps.size() / 2);
        return median > LETTER_SPACED ? median : 0;
    }

    /** Accents drawn beside their letters become part of them. */
    private static List<Glyph> accents(List<Glyph> glyphs) {
        List<Glyph> composed = new ArrayList<>(glyphs.size());
        for (int i = 0; i < glyphs.size(); i++) {
            Glyph glyph = glyphs.get(i);
            boolean next = i + 1 < glyphs.size();
            if (Characters.accent(glyph.text()) && next && over(glyph, glyphs.get(i + 1))) {
                Glyph letter = glyphs.get(++i);
                composed.add(letter.withText(Characters.accented(letter.text(), glyph.text())));
            } else if (Characters.accent(glyph.text())
                    && !composed.isEmpty()
                    && over(glyph, composed.getLast())) {
                Glyph letter = composed.removeLast();
                composed.add(letter.withText(Characters.accented(letter.text(), glyph.text())));
            } else {
                composed.add(glyph);
            }
        }
        return composed;
    }

    private static boolean over(Glyph accent, Glyph letter) {
        double overlap = Math.min(accent.x1(), letter.x1()) - Math.max(accent.x0(), letter.x0());
        return letter.angle() == accent.angle()
                && Character.isLetter(letter.text().codePointAt(0))
                && overlap > 0.5 * Math.min(accent.width(), letter.width())
                && Math.abs(accent.y() - letter.y()) < letter.size();
    }

    private void add(Glyph glyph, double tracking) {
        if (glyph.space()) {
            finish();
            return;
        }
        if (!pending.isEmpty() && !continues(pending.getLast(), glyph, tracking)) {
            finish();
        }
        pending.add(glyph);
    }

    private static boolean continues(Glyph before, Glyph glyph, double tracking) {
        double size = Math.max(before.size(), glyph.size());
        double gap = glyph.x0() - before.x1();
        double widest = SPACE_SHARE * Math.min(before.font().space(), glyph.font().space());
        if (wide(before.text()) && wide(glyph.text())) {
            widest = WIDE_SCRIPT_GAP;
        }
        return before.angle() == glyph.angle()
                && Math.abs(before.y() - glyph.y()) <= SAME_BASELINE * size
                && Math.abs(before.size() - glyph.size()) <= SAME_SIZE * size
                && before.bold() == glyph.bold()
                && before.font().italic() == glyph.font().italic()
                && gap <= (widest + tracking) * size
                && gap >= -BACKWARD * size;
    }

    /** Whether the text is set in ems without spaces between words: ideographs and kana. */
    private static boolean wide(String text) {
        int character = text.codePointBefore(text.length());
        return Character.isIdeographic(character)
                || character >= 0x3040 && character <= 0x30FF
                || character >= 0x3000 && character <= 0x303F
                || character >= 0xFF00 && character <= 0xFF60;
    }

    private void finish() {
        if (pending.isEmpty()) {
            return;
        }
        Glyph first = pending.getFirst();
        StringBuilder text = new StringBuilder();
        double x1 = first.x1();
        for (Glyph glyph : pending) {
            text.append(glyph.text());
            x1 = Math.max(x1, glyph.x1());
        }
        double top = first.y() - first.font().ascent() * first.size();
        double bottom = first.y() + first.font().descent() * first.size();
        Turn turn = new Turn(first.angle());
        Box box = turn.onPage(first.x0(), top, x1, bottom);
        words.add(
                new Word(
                        logical(text.toString()),
                        box,
                        first.angle() == 0 ? first.y() : box.y1(),
                        first.size(),
                        first.font().name(),
                        first.bold(),
                        first.font().italic(),
                        first.angle(),
                        1,
                        first.order(),
                        Optional.empty(),
                        spaces.after(pending.getLast())));
        pending.clear();
    }

    /** The text in the order in which it is read; most programs draw it from left to right. */
    private String logical(String drawn) {
        boolean forward = pending.getLast().x0() > pending.getFirst().x0();
        return forward && Direction.of(drawn) == Direction.RIGHT_TO_LEFT
                ? Direction.logical(pending.stream().map(Glyph::text).toList())
                : drawn;
    }
}
