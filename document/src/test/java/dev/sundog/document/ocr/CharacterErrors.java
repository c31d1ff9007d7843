package dev.sundog.document.ocr;

import java.text.Normalizer;

/**
 * The share of characters that recognition got wrong: Levenshtein distance over the truth's length,
 * both in NFKC and without white space.
 */
record CharacterErrors(int errors, int characters) {
    static CharacterErrors between(String truth, String found) {
        int[] expected = bare(truth);
        return new CharacterErrors(distance(expected, bare(found)), expected.length);
    }

    CharacterErrors plus(CharacterErrors other) {
        return new CharacterErrors(errors + other.errors, characters + other.characters);
    }

    double rate() {
        return characters == 0 ? 0 : errors / (double) characters;
    }

    private static int[] bare(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> !Character.isWhitespace(c))
                .toArray();
    }

    private static int distance(int[] a, int[] b) {
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int above = row[j];
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length];
    }
}
