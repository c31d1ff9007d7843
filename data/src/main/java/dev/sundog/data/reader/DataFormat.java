package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

import java.util.Locale;

/** What the lines of a data file look like; the package comment shows each. */
public enum DataFormat {
    TEXT,
    MESSAGES,
    ALPACA,
    PREFERENCE;

    /** The name in configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a name.
     *
     * @throws SundogException (user) if there is none
     */
    public static DataFormat ofKey(String key) {
        for (DataFormat format : values()) {
            if (format.key().equals(key)) {
                return format;
            }
        }
        throw SundogException.user(
                "unknown-format",
                "format: expected text, messages, alpaca or preference, found \"" + key + "\"");
    }
}
