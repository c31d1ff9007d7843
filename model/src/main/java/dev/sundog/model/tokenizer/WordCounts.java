package dev.sundog.model.tokenizer;

import java.lang.Character.UnicodeScript;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often each pre-token occurs in the texts a tokenizer is trained on. Not thread-safe.
 *
 * <p>Words are those of the {@code smollm} pre-tokenizer, cut further where Japanese scripts meet
 * and after {@value #LONGEST} characters.
 */
final class WordCounts {
    private static final int LONGEST = 48;

    private static final Pattern WORD =
            Pattern.compile(
                    "\\p{N}|'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+|"
                            + " ?[^\\s\\p{L}\\p{N}]+|\\s+(?![^\\s\\p{N}])|\\s+",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, long[]> counts = new HashMap<>();

    /** Counts the words of one text. */
    void add(String text) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            addByScript(text, matcher.start(), matcher.end());
        }
    }

    private void addByScript(String text, int start, int end) {
        int from = start;
        int previous = -1;
        for (int at = start; at < end; ) {
            int codePoint = text.codePointAt(at);
            int script = scriptOf(codePoint, previous);
            boolean meets = previous > 0 && script > 0 && script != previous;
            if (meets || at - from >= LONGEST) {
                count(text.substring(from, at));
                from = at;
            }
            previous = script;
            at += Character.charCount(codePoint);
        }
        count(text.substring(from, end));
    }

    /** 0 for scripts that are written with spaces, else one number for each Japanese one. */
    private static int scriptOf(int codePoint, int previous) {
        if (codePoint < 0x3000) {
            return 0;
        }
        if (codePoint == 'ー' || codePoint == '々') {
            return Math.max(previous, 0);
        }
        return switch (UnicodeScript.of(codePoint)) {
            case HAN -> 1;
            case HIRAGANA -> 2;
            case KATAKANA -> 3;
            default -> 0;
        };
    }

    private void count(String word) {
        counts.computeIfAbsent(word, key -> new long[1])[0]++;
    }

    int size() {
        return counts.size();
    }

    void forEach(ObjLongConsumer<String> consumer) {
        counts.forEach((word, count) -> consumer.accept(word, count[0]));
    }
}
