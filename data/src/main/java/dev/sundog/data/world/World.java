package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Who lives where, does what, keeps what, likes what, and whose friend is who: the facts of one
 * seed. Within the groups {@link Group#BASE} and {@link Group#NEW} every value is equally frequent,
 * friendship is mutual, and friends differ in every other fact (so that a two-hop question is never
 * answered by the first person's own fact). Immutable and thread-safe.
 */
public final class World {
    private final long seed;
    private final Map<Group, List<Profile>> profiles;

    private World(long seed, Map<Group, List<Profile>> profiles) {
        this.seed = seed;
        this.profiles = profiles;
    }

    /** The world of a seed. */
    public static World of(long seed) {
        Map<Group, List<Profile>> profiles = new EnumMap<>(Group.class);
        for (Group group : List.of(Group.BASE, Group.NEW, Group.UNSEEN)) {
            List<Profile> settled = settle(seed, Vocabulary.instance().people(group));
            settled.sort(Comparator.comparingInt(profile -> profile.person().index()));
            profiles.put(group, List.copyOf(settled));
        }
        return new World(seed, profiles);
    }

    /** The seed the world grew from. */
    public long seed() {
        return seed;
    }

    /**
     * The facts of a person of the groups base, new or unseen.
     *
     * @throws IllegalArgumentException if the person has no lasting facts
     */
    public Profile profile(Person person) {
        return profiles(person.group()).get(person.index());
    }

    /**
     * The facts of a group, in the vocabulary's order.
     *
     * @throws IllegalArgumentException if its people have no lasting facts
     */
    public List<Profile> profiles(Group group) {
        List<Profile> found = profiles.get(group);
        if (found == null) {
            throw new IllegalArgumentException("people without lasting facts: " + group);
        }
        return found;
    }

    /**
     * Whether training texts state facts of this person's best friend without the friend's name
     * ("the best friend of Anna lives in …"); of the other people only evaluation asks so.
     */
    public static boolean hopTaught(Person person) {
        return person.index() % 2 == 0;
    }

    /** A visitor with facts for one document, whose best friend is another visitor. */
    static Profile visitor(SplittableRandom random) {
        return passing(Group.VISITOR, random);
    }

    /** Somebody the assistant does not know, with facts one might invent. */
    static Profile unknown(SplittableRandom random) {
        return passing(Group.UNKNOWN, random);
    }

    private static Profile passing(Group group, SplittableRandom random) {
        List<Person> people = Vocabulary.instance().people(group);
        Person person = Seeds.pick(people, random);
        int step = 1 + random.nextInt(people.size() - 1);
        return new Profile(
                person,
                Seeds.pick(Vocabulary.instance().things(Attribute.HOME), random),
                Seeds.pick(Vocabulary.instance().things(Attribute.TRADE), random),
                Seeds.pick(Vocabulary.instance().things(Attribute.ANIMAL), random),
                Seeds.pick(Vocabulary.instance().things(Attribute.FOOD), random),
                people.get((person.index() + step) % people.size()));
    }

    private static List<Profile> settle(long seed, List<Person> people) {
        SplittableRandom random = Seeds.stream(seed, people.getFirst().group().ordinal());
        List<Person> order = Seeds.shuffled(people, random);
        Map<Attribute, List<Thing>> values = new HashMap<>();
        for (Attribute attribute : Attribute.THINGS) {
            values.put(attribute, deal(attribute, order.size(), random));
        }
        List<Profile> settled = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            settled.add(
                    new Profile(
                            order.get(i),
                            value(values, Attribute.HOME, i),
                            value(values, Attribute.TRADE, i),
                            value(values, Attribute.ANIMAL, i),
                            value(values, Attribute.FOOD, i),
                            order.get(i ^ 1)));
        }
        return settled;
    }

    private static Thing value(Map<Attribute, List<Thing>> values, Attribute attribute, int i) {
        return Objects.requireNonNull(values.get(attribute)).get(i);
    }

    /** Values for people in the order in which neighbours 2k and 2k+1 are friends. */
    private static List<Thing> deal(Attribute attribute, int count, SplittableRandom random) {
        List<Thing> choices = Seeds.shuffled(Vocabulary.instance().things(attribute), random);
        List<Thing> dealt = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dealt.add(choices.get(i % choices.size()));
        }
        while (true) {
            List<Thing> shuffled = Seeds.shuffled(dealt, random);
            for (int i = 0; i < count; i += 2) {
                for (int tries = 0; shuffled.get(i).equals(shuffled.get(i + 1)); tries++) {
                    if (tries > count) {
                        break;
                    }
                    Collections.swap(shuffled, i, random.nextInt(count));
                }
            }
            if (friendsDiffer(shuffled)) {
                return shuffled;
            }
        }
    }

    private static boolean friendsDiffer(List<Thing> values) {
        for (int i = 0; i < values.size(); i += 2) {
            if (values.get(i).equals(values.get(i + 1))) {
                return false;
            }
        }
        return true;
    }
}
