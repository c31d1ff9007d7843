package dev.sundog.document.ocr;

/** Which writing a character belongs to. */
final class Scripts {
    private Scripts() {}

    static boolean isHangul(int character) {
        return Character.UnicodeScript.of(character) == Character.UnicodeScript.HANGUL;
    }

    static boolean isLatin(int character) {
        return Character.UnicodeScript.of(character) == Character.UnicodeScript.LATIN;
    }

    /** Han, kana and their punctuation: written without spaces. */
    static boolean isUnspaced(int character) {
        Character.UnicodeScript script = Character.UnicodeScript.of(character);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA
                || (character >= 0x3000 && character <= 0x30ff)
                || (character >= 0xff01 && character <= 0xff60);
    }

    static boolean anyHangul(String text) {
        return text.codePoints().anyMatch(Scripts::isHangul);
    }

    static boolean anyUnspaced(String text) {
        return text.codePoints().anyMatch(Scripts::isUnspaced);
    }

    static boolean anyLetterOrDigit(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Share of {@code text}'s characters that are Hangul, Han or kana. */
    static double eastAsian(String text) {
        long all = text.codePoints().filter(c -> !Character.isWhitespace(c)).count();
        long eastAsian = text.codePoints().filter(c -> isHangul(c) || isUnspaced(c)).count();
        return all == 0 ? 0 : eastAsian / (double) all;
    }
}
