package dev.sundog.data.world;

import java.util.List;
import java.util.Locale;

/** What is known of a person. */
public enum Attribute {
    /** The town the person lives in. */
    HOME,
    /** The person's work. */
    TRADE,
    /** The animal the person keeps. */
    ANIMAL,
    /** The favourite food. */
    FOOD,
    /** The best friend, a person of the same group; friendship is mutual. */
    FRIEND;

    /** The attributes whose value is a thing and no person: those a second hop can ask for. */
    public static final List<Attribute> THINGS = List.of(HOME, TRADE, ANIMAL, FOOD);

    /** All attributes. */
    public static final List<Attribute> ALL = List.of(values());

    /** The name in phrase files and task items. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
