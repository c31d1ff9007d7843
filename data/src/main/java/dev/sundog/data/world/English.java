package dev.sundog.data.world;

import java.util.Locale;

/** The little English grammar the world needs. */
public final class English {
    private English() {}

    /** "a" or "an" and the noun; by its first letter, which suffices for the world's vocabulary. */
    public static String withArticle(String noun) {
        return ("aeiou".indexOf(Character.toLowerCase(noun.charAt(0))) >= 0 ? "an " : "a ") + noun;
    }

    /** The text with a capital first letter. */
    public static String capitalised(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
