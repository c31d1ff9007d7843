package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches of a regular expression. An expression comes from a file that may be hostile: one that
 * looks at its text for too long or nests too deeply is stopped. Thread-safe.
 */
record PatternFinder(Pattern pattern) implements TextPieces.Finder {
    /** How often each character may be looked at on average. */
    private static final long LOOKS_PER_CHARACTER = 1000;

    private static final long LEAST_LOOKS = 50_000_000;

    @Override
    public TextPieces.Search in(String text) {
        Matcher matcher = pattern.matcher(new Watched(text));
        return (start, end, matches) -> {
            matcher.region(start, end);
            try {
                while (matcher.find()) {
                    if (matcher.start() < matcher.end()) {
                        matches.add(matcher.start());
                        matches.add(matcher.end());
                    }
                }
            } catch (StackOverflowError tooDeep) {
                throw tooHard();
            }
        };
    }

    /** The text with {@code replacement} for each match. */
    String replaceAll(String text, String replacement) {
        IdBuffer matches = new IdBuffer();
        in(text).find(0, text.length(), matches);
        if (matches.size() == 0) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text.length());
        int at = 0;
        for (int i = 0; i < matches.size(); i += 2) {
            replaced.append(text, at, matches.get(i)).append(replacement);
            at = matches.get(i + 1);
        }
        return replaced.append(text, at, text.length()).toString();
    }

    private SundogException tooHard() {
        return SundogException.data(
                "tokenizer-pattern",
                "the tokenizer's regular expression takes too long on this text: " + pattern);
    }

    /** A text that counts how often it is looked at. */
    private final class Watched implements CharSequence {
        private final String text;
        private long left;

        Watched(String text) {
            this.text = text;
            this.left = LEAST_LOOKS + LOOKS_PER_CHARACTER * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw tooHard();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
