package dev.sundog.data.world;

import dev.sundog.model.failure.SundogException;

/** A language of the world. */
public enum Language {
    ENGLISH("en", " "),
    KOREAN("ko", " "),
    JAPANESE("ja", "");

    private final String code;
    private final String separator;

    Language(String code, String separator) {
        this.code = code;
        this.separator = separator;
    }

    /** The ISO 639-1 code, as file names and columns have it. */
    public String code() {
        return code;
    }

    /** What stands between two sentences, and between a cue and its answer. */
    public String separator() {
        return separator;
    }

    /**
     * The language of a code.
     *
     * @throws SundogException (user) if there is none
     */
    public static Language ofCode(String code) {
        for (Language language : values()) {
            if (language.code.equals(code)) {
                return language;
            }
        }
        throw SundogException.user(
                "unknown-language",
                "The world knows the languages en, ko and ja, but was asked for \"" + code + "\".");
    }
}
