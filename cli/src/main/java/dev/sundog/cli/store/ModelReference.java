package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.util.Optional;

/**
 * What can be fetched into the store, as a user types it; {@code toString} gives that back.
 * Immutable.
 */
public sealed interface ModelReference
        permits HubReference, WheelReference, MavenReference, BundleReference, FolderReference {
    /** The name it gets where the user gives none. */
    String storeName();

    /**
     * Parses what begins with {@code hf:}, {@code wheel:} or {@code maven:}, or names a bundle.
     *
     * @return empty for anything else: a path, or a name
     * @throws SundogException (user) for a form that is wrong
     */
    static Optional<ModelReference> parse(String text) {
        if (text.startsWith(HubReference.PREFIX)) {
            return Optional.of(HubReference.parse(text));
        }
        if (text.startsWith(WheelReference.PREFIX)) {
            return Optional.of(WheelReference.parse(text));
        }
        if (text.startsWith(MavenReference.PREFIX)) {
            return Optional.of(MavenReference.parse(text));
        }
        return BundleReference.parse(text).map(bundle -> bundle);
    }
}
