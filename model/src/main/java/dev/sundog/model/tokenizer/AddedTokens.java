package dev.sundog.model.tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens that are found in text as they are written, before it is cut: the leftmost, of several the
 * longest. Immutable.
 */
final class AddedTokens {
    /**
     * One of them.
     *
     * @param stripLeft takes white space before it along
     * @param stripRight takes white space after it along
     * @param singleWord only where no letter, digit or underscore touches it
     * @param normalized looked for in text that has been normalised
     */
    record Added(
            int id,
            String content,
            boolean special,
            boolean stripLeft,
            boolean stripRight,
            boolean singleWord,
            boolean normalized) {}

    /** What becomes of a text: parts between the tokens, and tokens. */
    interface Receiver {
        void text(String text, int start, int end);

        void token(int id);
    }

    /** Tokens by their first character, longest first. */
    private final Map<Character, List<Added>> byStart = new HashMap<>();

    private final BitSet starts = new BitSet();

    AddedTokens(List<Added> tokens) {
        for (Added token : tokens) {
            if (!token.content().isEmpty()) {
                byStart.computeIfAbsent(token.content().charAt(0), c -> new ArrayList<>())
                        .add(token);
            }
        }
        byStart.keySet().forEach(starts::set);
        byStart.values()
                .forEach(
                        list ->
                                list.sort(
                                        (a, b) ->
                                                Integer.compare(
                                                        b.content().length(),
                                                        a.content().length())));
    }

    /** Hands over the parts of a text in order; no part of text is empty. */
    void split(String text, Receiver receiver) {
        int done = 0;
        if (!byStart.isEmpty()) {
            for (int at = 0; at < text.length(); ) {
                Added found = at(text, at);
                if (found == null) {
                    at++;
                    continue;
                }
                int end = at + found.content().length();
                if (found.singleWord() && touchesWord(text, at, end)) {
                    at = end;
                    continue;
                }
                int start = found.stripLeft() ? Math.max(done, leftOf(text, at)) : at;
                if (done < start) {
                    receiver.text(text, done, start);
                }
                receiver.token(found.id());
                done = found.stripRight() ? rightOf(text, end) : end;
                at = Math.max(end, done);
            }
        }
        if (done < text.length()) {
            receiver.text(text, done, text.length());
        }
    }

    private @Nullable Added at(String text, int at) {
        List<Added> candidates = starts.get(text.charAt(at)) ? byStart.get(text.charAt(at)) : null;
        if (candidates != null) {
            for (Added candidate : candidates) {
                if (text.startsWith(candidate.content(), at)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static boolean touchesWord(String text, int start, int end) {
        return (start > 0 && isWord(text.codePointBefore(start)))
                || (end < text.length() && isWord(text.codePointAt(end)));
    }

    private static boolean isWord(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isAlphabetic(codePoint)
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.CONNECTOR_PUNCTUATION
                || codePoint == 0x200C
                || codePoint == 0x200D;
    }

    private static int leftOf(String text, int at) {
        int left = at;
        while (left > 0 && WhiteSpace.is(text.charAt(left - 1))) {
            left--;
        }
        return left;
    }

    private static int rightOf(String text, int at) {
        int right = at;
        while (right < text.length() && WhiteSpace.is(text.charAt(right))) {
            right++;
        }
        return right;
    }
}
