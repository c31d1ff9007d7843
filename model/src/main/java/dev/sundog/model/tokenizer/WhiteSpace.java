package dev.sundog.model.tokenizer;

/** Unicode's property White_Space, all of which lies in the basic plane. */
final class WhiteSpace {
    private WhiteSpace() {}

    static boolean is(char c) {
        return switch (c) {
            case ' ', '\t', '\n', '\u000B', '\f', '\r', '\u0085', '\u00A0', '\u1680' -> true;
            case '\u2028', '\u2029', '\u202F', '\u205F', '\u3000' -> true;
            default -> c >= '\u2000' && c <= '\u200A';
        };
    }
}
