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
     * Whether files of this form may be followed by files of {@code other}: conversations by
     * conversations of either form and by texts that are rehearsed among them.
     */
    boolean mixesWith(DataFormat other) {
        return switch (this) {
            case TEXT, PREFERENCE -> other == this;
            case MESSAGES, ALPACA -> other != PREFERENCE;
        };
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
