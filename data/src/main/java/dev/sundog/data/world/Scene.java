package dev.sundog.data.world;

import java.util.Map;
import java.util.Optional;

/**
 * Whom and what a template speaks of.
 *
 * @param people by slot letter: P a person, Q the best friend, R a third
 * @param thing what H, T, A or F stands for, in sentences about things
 */
record Scene(Map<String, Profile> people, Optional<Thing> thing) {
    Scene {
        people = Map.copyOf(people);
    }

    /** A person and the best friend. */
    static Scene of(Profile person, Profile friend) {
        return new Scene(Map.of("P", person, "Q", friend), Optional.empty());
    }

    /** A person, the best friend and a third. */
    static Scene of(Profile person, Profile friend, Profile third) {
        return new Scene(Map.of("P", person, "Q", friend, "R", third), Optional.empty());
    }

    /** A thing. */
    static Scene of(Thing thing) {
        return new Scene(Map.of(), Optional.of(thing));
    }
}
