package dev.sundog.data.world;

import java.util.List;

/**
 * What to write of a world.
 *
 * @param seed of everything
 * @param documents documents in each of the two training files, over all languages
 * @param languages without repetition, at least one
 */
public record WorldOptions(long seed, long documents, List<Language> languages) {
    /** The seed of the world that the embedded model knows. */
    public static final long DEFAULT_SEED = 1;

    public WorldOptions {
        languages = List.copyOf(languages);
        if (documents < 1) {
            throw new IllegalArgumentException("documents must be positive, found " + documents);
        }
        if (languages.isEmpty() || languages.stream().distinct().count() != languages.size()) {
            throw new IllegalArgumentException("languages must be some and distinct: " + languages);
        }
    }

    /** The world of the embedded model in all languages. */
    public static WorldOptions defaults() {
        return new WorldOptions(DEFAULT_SEED, 30_000, List.of(Language.values()));
    }
}
