package dev.sundog.data.world;

/**
 * Korean particles, chosen by the final consonant (batchim) of the word before them.
 *
 * <p><b>Source:</b> a precomposed syllable is U+AC00 + (initial × 21 + medial) × 28 + final, final
 * 0 for none and 8 for ㄹ (Unicode Standard, section 3.12).
 */
public final class Hangul {
    private static final char FIRST = '\uAC00';
    private static final char LAST = '\uD7A3';
    private static final int FINALS = 28;
    private static final int RIEUL = 8;

    private Hangul() {}

    /**
     * The final consonant's number in the last syllable of {@code word}, 0 for none.
     *
     * @throws IllegalArgumentException if the word does not end in a Hangul syllable
     */
    public static int finalConsonant(String word) {
        char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
        if (last < FIRST || last > LAST) {
            throw new IllegalArgumentException(
                    "\"" + word + "\" does not end in a Hangul syllable");
        }
        return (last - FIRST) % FINALS;
    }

    /**
     * The word with its particle; the particle is named by one of its forms.
     *
     * @param particle one of 은, 이, 을, 와, 으로, 이라, 이에요, 이고
     */
    public static String with(String word, String particle) {
        int last = finalConsonant(word);
        boolean closed = last != 0;
        String chosen =
                switch (particle) {
                    case "은" -> closed ? "은" : "는";
                    case "이" -> closed ? "이" : "가";
                    case "을" -> closed ? "을" : "를";
                    case "와" -> closed ? "과" : "와";
                    case "으로" -> closed && last != RIEUL ? "으로" : "로";
                    case "이라" -> closed ? "이라" : "라";
                    case "이에요" -> closed ? "이에요" : "예요";
                    case "이고" -> closed ? "이고" : "고";
                    default -> throw new IllegalArgumentException("unknown particle " + particle);
                };
        return word + chosen;
    }
}
