package dev.sundog.document.pdf;

import java.util.Locale;

/** Whether the characters that a PDF claims for its glyphs can be what a reader sees. */
public enum TextTrust {
    /** There is no text. */
    NONE,
    /** Plausible text. */
    SOUND,
    /** A map from glyphs to characters is missing or wrong: the text is garbage. */
    GARBAGE;

    private static final double UNMAPPED_BOUND = 0.12;
    private static final int WORDS_NEEDED = 12;
    private static final double FEWEST_VOWELS = 0.22;

    /**
     * Judges by unmapped characters and, for Latin letters, by the share of vowels, which is above
     * a third in the languages of Europe; letters beyond ASCII count as vowels.
     */
    public static TextTrust of(Iterable<String> words) {
        long characters = 0;
        long unmapped = 0;
        long latin = 0;
        long letters = 0;
        long vowels = 0;
        for (String word : words) {
            for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
                characters++;
                unmapped += unmapped(word.codePointAt(i)) ? 1 : 0;
            }
            if (latinWord(word)) {
                latin++;
                letters += word.length();
                for (int i = 0; i < word.length(); i++) {
                    vowels += vowel(word.charAt(i)) ? 1 : 0;
                }
            }
        }
        if (characters == 0) {
            return NONE;
        }
        boolean lies = latin >= WORDS_NEEDED && vowels < FEWEST_VOWELS * letters;
        return unmapped > UNMAPPED_BOUND * characters || lies ? GARBAGE : SOUND;
    }

    private static boolean latinWord(String word) {
        if (word.length() < 3) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (!latin(word.charAt(i))) {
                return false;
            }
        }
        return !word.equals(word.toUpperCase(Locale.ROOT));
    }

    private static boolean latin(char character) {
        if (character < 0x80) {
            return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
        }
        return Character.isLetter(character)
                && Character.UnicodeScript.of(character) == Character.UnicodeScript.LATIN;
    }

    private static boolean vowel(int character) {
        return character >= 0x80 || "aeiouyAEIOUY".indexOf(character) >= 0;
    }

    private static boolean unmapped(int character) {
        return switch (Character.getType(character)) {
            case Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.CONTROL,
                    Character.SURROGATE ->
                    true;
            default -> character == 0xFFFD;
        };
    }
}
