package dev.sundog.data.world;

/**
 * One meaning in three languages.
 *
 * @param english without article
 * @param korean without particle
 * @param japanese as written
 */
public record Word(String english, String korean, String japanese) {
    public Word {
        if (english.isBlank() || korean.isBlank() || japanese.isBlank()) {
            throw new IllegalArgumentException(
                    "a word needs all languages: " + english + ", " + korean + ", " + japanese);
        }
    }

    /** The word in {@code language}. */
    public String in(Language language) {
        return switch (language) {
            case ENGLISH -> english;
            case KOREAN -> korean;
            case JAPANESE -> japanese;
        };
    }
}
