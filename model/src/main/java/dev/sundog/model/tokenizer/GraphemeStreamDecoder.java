package dev.sundog.model.tokenizer;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Holds the last grapheme cluster of a stream back until the next one begins, so that a letter is
 * never shown without its marks, nor half of a joined emoji or of a Hangul syllable. A line feed
 * ends a cluster at once.
 *
 * <p><b>Source:</b> Unicode Standard Annex 29, extended grapheme clusters.
 */
final class GraphemeStreamDecoder implements Tokenizer.StreamDecoder {
    /** A cluster that goes on for longer is let go. */
    private static final int LONGEST = 1024;

    private final Tokenizer.StreamDecoder source;
    private final BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    private String held = "";

    GraphemeStreamDecoder(Tokenizer.StreamDecoder source) {
        this.source = source;
    }

    @Override
    public String push(int id) {
        String more = source.push(id);
        if (more.isEmpty()) {
            return "";
        }
        String text = held + more;
        int certain = text.endsWith("\n") ? text.length() : lastStart(text);
        if (text.length() - certain > LONGEST) {
            certain = text.length();
        }
        held = text.substring(certain);
        return text.substring(0, certain);
    }

    private int lastStart(String text) {
        clusters.setText(text);
        clusters.last();
        return Math.max(0, clusters.previous());
    }

    @Override
    public String flush() {
        String rest = held + source.flush();
        held = "";
        return rest;
    }
}
