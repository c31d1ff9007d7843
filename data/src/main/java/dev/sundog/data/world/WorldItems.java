package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The evaluation items of a world, four kinds in each language: known facts asked in phrasings that
 * no training text uses, two-hop facts of people of whom training tells none, completions of cues,
 * and people never seen, whose facts stand in the prompt. Besides, held-out documents. The wrong
 * choices of an item are of the same kind as the right one, and each value is wrong exactly as
 * often as any other, so that a preference for some value scores at chance. Pure functions of the
 * world.
 */
public final class WorldItems {
    private static final int CHOICES = 4;
    private static final int HELD_OUT_DOCUMENTS = 120;
    private static final long ITEMS_STREAM = 71;

    private final World world;
    private final SentenceWriter writer;
    private final WorldDocuments documents;

    public WorldItems(World world) {
        this.world = world;
        this.writer = new SentenceWriter(world);
        this.documents = new WorldDocuments(world);
    }

    /** All tasks of a language. */
    public List<WorldTask> tasks(Language language) {
        List<Asked> facts = new ArrayList<>();
        List<Asked> hops = new ArrayList<>();
        List<Asked> cues = new ArrayList<>();
        for (Group group : List.of(Group.BASE, Group.NEW)) {
            for (Profile person : world.profiles(group)) {
                for (Attribute attribute : Attribute.ALL) {
                    facts.add(fact(person, attribute, language));
                    cues.add(completion(person, attribute, language));
                }
                if (!World.hopTaught(person.person())) {
                    for (Attribute attribute : Attribute.THINGS) {
                        hops.add(hop(person, attribute, language));
                    }
                }
            }
        }
        List<Asked> unseen = new ArrayList<>();
        for (Profile person : world.profiles(Group.UNSEEN)) {
            for (Attribute attribute : Attribute.ALL) {
                unseen.add(unseen(person, attribute, language));
            }
        }
        String in = " (" + language.code() + ").";
        List<WorldTask> tasks = new ArrayList<>();
        tasks.add(choice("facts", language, facts, "Known facts, asked in new phrasings" + in));
        tasks.add(
                choice(
                        "twohop",
                        language,
                        hops,
                        "Facts of a best friend that no text states" + in));
        tasks.add(choice("completions", language, cues, "Facts as continuations of a cue" + in));
        tasks.add(
                greedy(
                        "completions_greedy",
                        language,
                        cues,
                        "Facts as greedy continuations of a cue" + in));
        tasks.add(
                choice(
                        "unseen",
                        language,
                        unseen,
                        "People never seen, whose facts stand in the prompt" + in));
        tasks.addAll(new WorldChatItems(world).tasks(language));
        tasks.add(perplexity(language));
        return tasks;
    }

    /** An item before it takes one of its forms. */
    private record Asked(
            String id, String query, List<String> choices, int gold, String answer, Group group) {}

    private Asked fact(Profile person, Attribute attribute, Language language) {
        String query =
                writer.questionLine(heldOutQuestion(person, attribute, language), person, language);
        return asked("fact", attribute.key(), person, attribute, query, language);
    }

    private Asked hop(Profile person, Attribute attribute, Language language) {
        String key = "hop-" + attribute.key();
        Template.Cut cut = writer.cut(key, person, language);
        return asked("hop", key, person, attribute, cut.cue(), language);
    }

    private Asked completion(Profile person, Attribute attribute, Language language) {
        Template.Cut cut = writer.cut(attribute.key(), person, language);
        return asked("cue", attribute.key(), person, attribute, cut.cue(), language);
    }

    private Asked unseen(Profile person, Attribute attribute, Language language) {
        SplittableRandom random = random(language, person, attribute, 1);
        List<Attribute> others =
                Attribute.ALL.stream().filter(other -> other != attribute).toList();
        List<String> told = new ArrayList<>();
        told.add(writer.one(attribute.key(), person, language, random));
        told.add(writer.one(Seeds.pick(others, random).key(), person, language, random));
        String context = String.join(language.separator(), Seeds.shuffled(told, random));
        Template.Cut cut = writer.cut(attribute.key(), person, language);
        String query = context + language.separator() + cut.cue();
        return asked("unseen", attribute.key(), person, attribute, query, language);
    }

    /**
     * The item with its choices; {@code key} names the cue that tells how answers are written. A
     * choice that continues a sentence goes to its end, as in training texts, so that it is cut
     * into the same tokens there and here.
     */
    private Asked asked(
            String prefix,
            String key,
            Profile person,
            Attribute attribute,
            String query,
            Language language) {
        List<Profile> candidates = candidates(key, person, attribute);
        SplittableRandom random = random(language, person, attribute, 2);
        List<Integer> order = Seeds.shuffled(List.of(0, 1, 2, 3), random);
        boolean ended = !prefix.equals("fact");
        List<String> choices = new ArrayList<>();
        for (int place : order) {
            Template.Cut cut = writer.cut(key, candidates.get(place), language);
            choices.add(ended ? cut.answer() + cut.ending() : cut.answer());
        }
        Person asked = person.person();
        String id = id(prefix, language, asked, attribute);
        String answer = writer.answer(key, person, language).strip();
        return new Asked(id, query, choices, order.indexOf(0), answer, asked.group());
    }

    /**
     * The person and three others who answer differently. Steps through the values in their own
     * order with fixed strides, so that over all values each is wrong equally often.
     */
    private List<Profile> candidates(String key, Profile person, Attribute attribute) {
        boolean hop = key.startsWith("hop-");
        List<Profile> candidates = new ArrayList<>(List.of(person));
        if (attribute == Attribute.FRIEND) {
            List<Person> people = Vocabulary.instance().people(person.person().group());
            int own = person.friend().index();
            for (int stride : strides(people.size(), person.person().index())) {
                Person other = people.get((own + stride) % people.size());
                if (other.equals(person.person())) {
                    other = people.get((own + people.size() / 2) % people.size());
                }
                candidates.add(world.profile(world.profile(other).friend()));
            }
            return candidates;
        }
        List<Thing> things = Vocabulary.instance().things(attribute);
        Profile owner = hop ? world.profile(person.friend()) : person;
        int own = things.indexOf(owner.thing(attribute));
        for (int stride : strides(things.size(), person.person().index())) {
            candidates.add(anyone(things.get((own + stride) % things.size()), attribute, hop));
        }
        return candidates;
    }

    /** Three different steps around a circle of {@code size}, none of half its length or zero. */
    private static List<Integer> strides(int size, int index) {
        int half = size / 2;
        List<Integer> steps = new ArrayList<>();
        for (int step = 1; step < size; step++) {
            if (step != half) {
                steps.add(step);
            }
        }
        int first = index % steps.size();
        int apart = Math.max(1, steps.size() / (CHOICES - 1));
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < CHOICES - 1; i++) {
            chosen.add(steps.get((first + i * apart) % steps.size()));
        }
        return chosen;
    }

    /** Some person of the base group of whom (or of whose friend) the value holds. */
    private Profile anyone(Thing value, Attribute attribute, boolean hop) {
        for (Profile candidate : world.profiles(Group.BASE)) {
            Profile owner = hop ? world.profile(candidate.friend()) : candidate;
            if (owner.thing(attribute).equals(value)) {
                return candidate;
            }
        }
        throw new IllegalStateException("nobody has " + value);
    }

    private SplittableRandom random(
            Language language, Profile person, Attribute attribute, int use) {
        return Seeds.stream(
                world.seed(),
                ITEMS_STREAM,
                language.ordinal(),
                person.person().group().ordinal(),
                person.person().index(),
                attribute.ordinal(),
                use);
    }

    private WorldTask choice(
            String name, Language language, List<Asked> asked, String description) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Asked item : shuffled(asked, language)) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", item.id());
            line.put("query", item.query());
            line.put("choices", item.choices());
            line.put("gold", item.gold());
            line.put("group", item.group().key());
            items.add(line);
        }
        return new WorldTask(
                taskName(name, language),
                WorldTask.Kind.MULTIPLE_CHOICE,
                language,
                description,
                items);
    }

    private WorldTask greedy(
            String name, Language language, List<Asked> asked, String description) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Asked item : shuffled(asked, language)) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", item.id());
            line.put("prompt", item.query());
            line.put("answers", List.of(item.answer()));
            line.put("group", item.group().key());
            items.add(line);
        }
        return new WorldTask(
                taskName(name, language), WorldTask.Kind.COMPLETION, language, description, items);
    }

    static Template heldOutQuestion(Profile person, Attribute attribute, Language language) {
        List<Template> phrasings =
                SentenceWriter.phrases(language).heldOut("ask-" + attribute.key());
        int turn = person.person().index() / 2 + attribute.ordinal();
        return phrasings.get(turn % phrasings.size());
    }

    static String id(String prefix, Language language, Person person, Attribute attribute) {
        return String.join(
                "-",
                prefix,
                language.code(),
                person.name().english().toLowerCase(Locale.ROOT),
                attribute.key());
    }

    private WorldTask perplexity(Language language) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = 0; i < HELD_OUT_DOCUMENTS; i++) {
            Group group = i % 3 == 2 ? Group.NEW : Group.BASE;
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", "text-" + language.code() + "-" + i);
            line.put("text", documents.heldOut(group, language, i));
            line.put("group", group.key());
            items.add(line);
        }
        return new WorldTask(
                taskName("text", language),
                WorldTask.Kind.PERPLEXITY,
                language,
                "Documents held out of training (" + language.code() + ").",
                items);
    }

    /** In an order in which the first n are as good a sample as any. */
    private <T> List<T> shuffled(List<T> items, Language language) {
        return shuffled(world, items, language);
    }

    static <T> List<T> shuffled(World world, List<T> items, Language language) {
        return Seeds.shuffled(items, Seeds.stream(world.seed(), ITEMS_STREAM, language.ordinal()));
    }

    static String taskName(String name, Language language) {
        return "world_" + name + "_" + language.code();
    }
}
