package dev.sundog.document.score;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether the text comes complete and in order.
 *
 * <p>NID: the normalised insertion and deletion similarity of the two texts, white space collapsed
 * and, on demand, marks of emphasis unwrapped.
 */
final class ReadingOrder {
    private static final Pattern EMPHASIS =
            Pattern.compile(
                    "(\\*{1,3}|~~|__|_)(\\S(?:.*?\\S)?)\\1",
                    Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

    private ReadingOrder() {}

    /** Empty if the truth is. */
    static Optional<Similarity> score(String truth, String prediction, boolean unwrapEmphasis) {
        String expected = MarkdownText.withHtmlTables(truth);
        String wanted = normal(expected, unwrapEmphasis);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        String found = MarkdownText.withHtmlTables(prediction);
        return Optional.of(
                new Similarity(
                        TextDistance.inDelSimilarity(wanted, normal(found, unwrapEmphasis)),
                        TextDistance.inDelSimilarity(
                                normal(MarkdownText.withoutTables(expected), unwrapEmphasis),
                                normal(MarkdownText.withoutTables(found), unwrapEmphasis))));
    }

    private static String normal(String text, boolean unwrapEmphasis) {
        String before = "";
        String unwrapped = text;
        while (unwrapEmphasis && !unwrapped.equals(before)) {
            before = unwrapped;
            unwrapped = EMPHASIS.matcher(before).replaceAll("$2");
        }
        return MarkdownText.collapse(unwrapped);
    }
}
