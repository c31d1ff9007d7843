package dev.sundog.cli.recipe;

/** Guesses a language from the script of a text. */
final class Scripts {
    private Scripts() {}

    /** {@code ko} if it has Hangul, {@code ja} if it has kana, else {@code en}. */
    static String languageOf(String text) {
        if (text.codePoints()
                .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL)) {
            return "ko";
        }
        boolean kana =
                text.codePoints()
                        .mapToObj(Character.UnicodeScript::of)
                        .anyMatch(
                                script ->
                                        script == Character.UnicodeScript.HIRAGANA
                                                || script == Character.UnicodeScript.KATAKANA);
        return kana ? "ja" : "en";
    }
}
