package dev.sundog.evaluation.metric;

import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a generated answer counts.
 *
 * <p>Both sides are brought to Unicode's composed form (NFC) and trimmed of blanks and of closing
 * sentence marks ({@code . ! ? 。 ！ ？}). <b>exact</b> asks for equality. <b>prefix</b> asks that the
 * output begin with the answer, and that the word end there when the answer ends in a script that
 * writes blanks between words and no particles onto them: {@code Seoul is} begins with {@code
 * Seoul}, {@code Seouls} does not, {@code 서울입니다} begins with {@code 서울}.
 */
public final class AnswerMatch {
    private static final Set<Character.UnicodeScript> JOINING =
            EnumSet.of(
                    Character.UnicodeScript.LATIN,
                    Character.UnicodeScript.GREEK,
                    Character.UnicodeScript.CYRILLIC);
    private static final String CLOSING = ".!?。！？";

    private AnswerMatch() {}

    /** Whether {@code output} is {@code answer}. */
    public static boolean exact(String output, String answer) {
        return normalise(output).equals(normalise(answer));
    }

    /** Whether {@code output} begins with {@code answer}. */
    public static boolean prefix(String output, String answer) {
        String text = normalise(output);
        String start = normalise(answer);
        if (start.isEmpty() || !text.startsWith(start)) {
            return start.isEmpty() && text.isEmpty();
        }
        if (text.length() == start.length()) {
            return true;
        }
        return !(joins(start.codePointBefore(start.length()))
                && joins(text.codePointAt(start.length())));
    }

    private static boolean joins(int codePoint) {
        return Character.isDigit(codePoint)
                || Character.isLetter(codePoint)
                        && JOINING.contains(Character.UnicodeScript.of(codePoint));
    }

    private static String normalise(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC).strip();
        int end = composed.length();
        while (end > 0 && CLOSING.indexOf(composed.charAt(end - 1)) >= 0) {
            end--;
        }
        return composed.substring(0, end).strip();
    }
}
