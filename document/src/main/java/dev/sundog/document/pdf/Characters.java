package dev.sundog.document.pdf;

import java.text.Normalizer;
import java.util.Map;

/** Characters as a reader means them: ligatures taken apart, accents composed, spaces plain. */
final class Characters {
    private static final Map<Integer, String> ACCENTS =
            Map.ofEntries(
                    Map.entry(0x60, "\u0300"),
                    Map.entry(0xB4, "\u0301"),
                    Map.entry(0x2C6, "\u0302"),
                    Map.entry(0x2DC, "\u0303"),
                    Map.entry(0xAF, "\u0304"),
                    Map.entry(0x2D8, "\u0306"),
                    Map.entry(0x2D9, "\u0307"),
                    Map.entry(0xA8, "\u0308"),
                    Map.entry(0x2DA, "\u030A"),
                    Map.entry(0x2DD, "\u030B"),
                    Map.entry(0x2C7, "\u030C"),
                    Map.entry(0xB8, "\u0327"),
                    Map.entry(0x2DB, "\u0328"));

    private Characters() {}

    /** NFC, presentation forms of ligatures replaced by their letters, odd spaces by a space. */
    static String composed(String text) {
        if (text.length() == 1 && text.charAt(0) > ' ' && text.charAt(0) < 0x7F) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(character -> append(plain, character));
        return Normalizer.normalize(plain, Normalizer.Form.NFC);
    }

    private static void append(StringBuilder plain, int character) {
        if (character >= 0xFB00 && character <= 0xFDFF
                || character >= 0xFE70 && character <= 0xFEFC) {
            plain.append(Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC));
        } else if (Character.isSpaceChar(character) || Character.isWhitespace(character)) {
            plain.append(' ');
        } else if (character == 0xAD) {
            plain.append('-');
        } else if (character != 0x200B && character != 0xFEFF && character != 0) {
            plain.appendCodePoint(character);
        }
    }

    /** Whether {@code text} is a spacing accent that may belong to a letter drawn over it. */
    static boolean accent(String text) {
        return text.codePointCount(0, text.length()) == 1
                && ACCENTS.containsKey(text.codePointAt(0));
    }

    /** {@code letter} with the spacing accent on it, if they compose to one character. */
    static String accented(String letter, String accent) {
        String mark = ACCENTS.getOrDefault(accent.codePointAt(0), "");
        String base = letter.equals("\u0131") ? "i" : letter;
        return Normalizer.normalize(base + mark, Normalizer.Form.NFC);
    }
}
