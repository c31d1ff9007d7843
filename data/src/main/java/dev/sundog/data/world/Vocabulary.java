package dev.sundog.data.world;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The words of the world: names, towns, trades, animals and foods, read from the CSV files beside
 * this class. Immutable.
 */
public final class Vocabulary {
    private static final Vocabulary INSTANCE = load();

    private final Map<Group, List<Person>> people;
    private final Map<Attribute, List<Thing>> things;

    private Vocabulary(Map<Group, List<Person>> people, Map<Attribute, List<Thing>> things) {
        this.people = people;
        this.things = things;
    }

    /** The one vocabulary there is. */
    public static Vocabulary instance() {
        return INSTANCE;
    }

    /** The people of a group. */
    public List<Person> people(Group group) {
        return people.getOrDefault(group, List.of());
    }

    /** The values an attribute can have; none for {@link Attribute#FRIEND}. */
    public List<Thing> things(Attribute attribute) {
        return things.getOrDefault(attribute, List.of());
    }

    private static Vocabulary load() {
        Map<Group, List<Person>> people = new EnumMap<>(Group.class);
        for (List<String> row : rows("people.csv", 5)) {
            Group group = Group.valueOf(row.get(0).toUpperCase(Locale.ROOT));
            List<Person> members = people.computeIfAbsent(group, key -> new ArrayList<>());
            Word name = new Word(row.get(2), row.get(3), row.get(4));
            members.add(new Person(group, members.size(), row.get(1).equals("f"), name));
        }
        people.replaceAll((group, members) -> List.copyOf(members));
        Map<Attribute, List<Thing>> things = new EnumMap<>(Attribute.class);
        things.put(Attribute.HOME, things(Attribute.HOME, "places.csv"));
        things.put(Attribute.TRADE, things(Attribute.TRADE, "trades.csv"));
        things.put(Attribute.ANIMAL, things(Attribute.ANIMAL, "animals.csv"));
        things.put(Attribute.FOOD, things(Attribute.FOOD, "foods.csv"));
        return new Vocabulary(people, things);
    }

    private static List<Thing> things(Attribute attribute, String file) {
        List<Thing> things = new ArrayList<>();
        for (List<String> row : rows(file, 6)) {
            Word name = new Word(row.get(0), row.get(1), row.get(2));
            things.add(new Thing(attribute, name, new Word(row.get(3), row.get(4), row.get(5))));
        }
        return List.copyOf(things);
    }

    private static List<List<String>> rows(String file, int columns) {
        List<String> lines = lines(file);
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> row = List.of(line.split(",", -1));
            if (row.size() != columns) {
                throw SundogException.internal(
                        "world-vocabulary", file + ": expected " + columns + " columns: " + line);
            }
            rows.add(row);
        }
        return rows;
    }

    /** The lines of a resource file of this package. */
    static List<String> lines(String file) {
        try (InputStream stream = Vocabulary.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw SundogException.internal("world-vocabulary", "no resource " + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw SundogException.resource("world-vocabulary", "cannot read " + file, e);
        }
    }
}
