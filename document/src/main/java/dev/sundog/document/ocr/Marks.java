package dev.sundog.document.ocr;

import java.text.Normalizer;

/**
 * Characters that recognisers confuse with others of the same look, brought to the usual one; the
 * rest stays. The old Korean vowel that looks like a middle dot is a middle dot in modern text.
 */
final class Marks {
    private static final int OLD_VOWEL = 0x119e;
    private static final int OLD_VOWEL_LETTER = 0x318d;
    private static final int MIDDLE_DOT = 0xb7;

    private Marks() {}

    static String usual(String text) {
        StringBuilder usual = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == OLD_VOWEL || c == OLD_VOWEL_LETTER ? MIDDLE_DOT : c)
                .forEach(usual::appendCodePoint);
        return Normalizer.normalize(usual, Normalizer.Form.NFC)
                .replace("\ufb01", "fi")
                .replace("\ufb02", "fl");
    }
}
