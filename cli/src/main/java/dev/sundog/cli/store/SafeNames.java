package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.util.Locale;

/**
 * Names that strangers chose, before they become paths: nothing climbs out of the store. Stateless.
 */
final class SafeNames {
    private static final int LONGEST_SEGMENT = 240;
    private static final int SHOWN = 200;

    private SafeNames() {}

    /**
     * A name of a file within a model: segments divided by {@code /}, none of them empty, {@code .}
     * or {@code ..}.
     *
     * @param where whose name it is, for the message
     * @throws SundogException (data, {@code name-refused})
     */
    public static String relative(String name, String where) {
        if (!isRelative(name)) {
            throw SundogException.data(
                    "name-refused",
                    where
                            + ": '"
                            + printable(name)
                            + "' climbs out of the store or is no plain relative name; refused");
        }
        return name;
    }

    /** Whether a name stays below the folder it is resolved in, on every system. */
    static boolean isRelative(String name) {
        if (name.isEmpty()
                || name.indexOf('\\') >= 0
                || name.matches("(?s)[A-Za-z]:.*")
                || name.chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty()
                    || segment.equals(".")
                    || segment.equals("..")
                    || segment.length() > LONGEST_SEGMENT) {
                return false;
            }
        }
        return true;
    }

    /**
     * The name of an entry of the store.
     *
     * @throws SundogException (user, {@code store-name})
     */
    static String entry(String name) {
        if (!isEntry(name)) {
            throw SundogException.user(
                    "store-name",
                    "'"
                            + printable(name)
                            + "': a name in the store has letters, digits, '.', '_', '-' or '@'"
                            + " and begins with a letter or digit");
        }
        return name;
    }

    /** Whether a folder of that name can be in the store, by whomever it was put there. */
    static boolean isFolder(String name) {
        return isRelative(name) && !name.contains("/") && !name.startsWith(".");
    }

    private static boolean isEntry(String name) {
        return name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._@-]*")
                && name.length() <= LONGEST_SEGMENT;
    }

    /** The nearest name an entry can have. */
    static String nearestEntry(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}\\p{M}._@-]+", "-");
        String trimmed = plain.replaceFirst("^[^\\p{L}\\p{N}]+", "");
        return trimmed.isEmpty()
                ? "model"
                : trimmed.substring(0, Math.min(trimmed.length(), LONGEST_SEGMENT));
    }

    /** What a stranger said, without what would move a terminal's cursor, and not too long. */
    public static String printable(String text) {
        String plain = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?").strip();
        return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
    }

    /** Whether a file may hold a pickle, which runs code when it is loaded. */
    static boolean isPickle(String name) {
        return name.toLowerCase(Locale.ROOT)
                .matches("(?s).*\\.(bin|pt|pth|pkl|pickle|ckpt|npy|npz|joblib)");
    }
}
