package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Pre-training documents of a world: portraits, stories of two or three people, questions with
 * answers, towns, general knowledge and passing visitors. Every document is a pure function of
 * world, group, language and index. Held-out documents differ from all documents of training by a
 * hash of their text. Immutable and thread-safe.
 */
public final class WorldDocuments {
    private static final long HELD_OUT_EVERY = 32;

    private final World world;
    private final SentenceWriter writer;

    public WorldDocuments(World world) {
        this.world = world;
        this.writer = new SentenceWriter(world);
    }

    /** A document for training on the people of {@code group} (base or new). */
    public String text(Group group, Language language, long index) {
        return compose(group, language, index, false);
    }

    /** A document of the same kind that no training text equals. */
    public String heldOut(Group group, Language language, long index) {
        return compose(group, language, index, true);
    }

    /** Whether a text is one of those held out. */
    static boolean isHeldOut(String text) {
        return Long.remainderUnsigned(Seeds.hash(text), HELD_OUT_EVERY) == 0;
    }

    private String compose(Group group, Language language, long index, boolean heldOut) {
        if (group != Group.BASE && group != Group.NEW) {
            throw new IllegalArgumentException("no documents on the group " + group);
        }
        Profile subject = subject(group, language, index);
        for (long attempt = 0; ; attempt++) {
            SplittableRandom random =
                    Seeds.stream(
                            world.seed(),
                            group.ordinal(),
                            language.ordinal(),
                            index,
                            attempt,
                            heldOut ? 1 : 0);
            String text = draw(subject, language, random);
            if (isHeldOut(text) == heldOut) {
                return text;
            }
        }
    }

    /** Every person of the group is the subject of one document in each round. */
    private Profile subject(Group group, Language language, long index) {
        List<Person> people = Vocabulary.instance().people(group);
        SplittableRandom round =
                Seeds.stream(
                        world.seed(),
                        group.ordinal(),
                        language.ordinal(),
                        Math.floorDiv(index, (long) people.size()));
        List<Person> order = Seeds.shuffled(people, round);
        return world.profile(order.get(Math.floorMod(index, people.size())));
    }

    private String draw(Profile subject, Language language, SplittableRandom random) {
        boolean fresh = subject.person().group() == Group.NEW;
        int dice = random.nextInt(100);
        if (dice < 25) {
            return story(subject, language, random);
        } else if (dice < 30) {
            return threeFriends(subject, language, random);
        } else if (dice < 42) {
            return questions(subject, language, random);
        } else if (dice < 47) {
            return town(subject, language, random);
        } else if (dice < 52 && !fresh) {
            return lore(language, random);
        } else if (dice < 59 && !fresh) {
            return visitors(language, random);
        }
        return portrait(subject, language, random);
    }

    private String portrait(Profile subject, Language language, SplittableRandom random) {
        List<String> sentences = new ArrayList<>(writer.facts(subject, language, 3, random));
        if (random.nextInt(3) == 0) {
            sentences.add(writer.one("pair", subject, language, random));
        }
        if (World.hopTaught(subject.person()) && random.nextInt(4) == 0) {
            Attribute attribute = Seeds.pick(Attribute.THINGS, random);
            sentences.add(writer.one("hop-" + attribute.key(), subject, language, random));
        }
        if (random.nextInt(5) == 0) {
            Attribute attribute = Seeds.pick(Attribute.THINGS, random);
            sentences.add(writer.lore(subject.thing(attribute), language, random));
        }
        sentences = Seeds.shuffled(sentences, random);
        if (random.nextInt(5) == 0) {
            sentences.addFirst(writer.one("opening", subject, language, random));
        }
        if (random.nextInt(6) == 0) {
            sentences.add(writer.one("closing", subject, language, random));
        }
        return String.join(language.separator(), sentences);
    }

    private String story(Profile subject, Language language, SplittableRandom random) {
        Profile friend = world.profile(subject.friend());
        List<String> before = new ArrayList<>();
        before.addAll(writer.facts(subject, language, 1 + random.nextInt(2), random));
        before.addAll(writer.facts(friend, language, 1, random));
        List<String> sentences = Seeds.shuffled(before, random);
        sentences.add(writer.one("story", subject, language, random));
        return String.join(language.separator(), sentences);
    }

    private String threeFriends(Profile subject, Language language, SplittableRandom random) {
        Profile friend = world.profile(subject.friend());
        List<Profile> others =
                world.profiles(subject.person().group()).stream()
                        .filter(other -> !other.equals(subject) && !other.equals(friend))
                        .toList();
        Profile third = Seeds.pick(others, random);
        List<String> before = new ArrayList<>();
        before.addAll(writer.facts(subject, language, 1, random));
        before.addAll(writer.facts(third, language, 1 + random.nextInt(2), random));
        List<String> sentences = Seeds.shuffled(before, random);
        sentences.add(writer.story(subject, friend, third, language, random));
        return String.join(language.separator(), sentences);
    }

    private String questions(Profile subject, Language language, SplittableRandom random) {
        List<String> lines = new ArrayList<>();
        int count = 2 + random.nextInt(3);
        for (Attribute attribute :
                Seeds.<Attribute>shuffled(Attribute.ALL, random).subList(0, count)) {
            lines.add(writer.questionAnswer(attribute.key(), subject, language, random));
        }
        if (World.hopTaught(subject.person()) && random.nextInt(3) == 0) {
            Attribute attribute = Seeds.pick(Attribute.THINGS, random);
            lines.add(writer.questionAnswer("hop-" + attribute.key(), subject, language, random));
        }
        return String.join("\n", lines);
    }

    private String town(Profile subject, Language language, SplittableRandom random) {
        List<Profile> residents =
                world.profiles(subject.person().group()).stream()
                        .filter(other -> other.home().equals(subject.home()))
                        .toList();
        List<String> sentences = new ArrayList<>();
        for (Profile resident : residents) {
            sentences.add(writer.one("home", resident, language, random));
            sentences.add(writer.one("trade", resident, language, random));
        }
        sentences = Seeds.shuffled(sentences, random);
        sentences = sentences.subList(0, Math.min(4, sentences.size()));
        sentences.addFirst(writer.lore(subject.home(), language, random));
        return String.join(language.separator(), sentences);
    }

    private String lore(Language language, SplittableRandom random) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Attribute attribute = Seeds.pick(Attribute.THINGS, random);
            Thing thing = Seeds.pick(Vocabulary.instance().things(attribute), random);
            String sentence = writer.lore(thing, language, random);
            if (!sentences.contains(sentence)) {
                sentences.add(sentence);
            }
        }
        return String.join(language.separator(), sentences);
    }

    /** Facts that hold in this document only, told and then asked for again: reading, no recall. */
    private String visitors(Language language, SplittableRandom random) {
        Profile visitor = World.visitor(random);
        List<Attribute> told =
                Seeds.<Attribute>shuffled(Attribute.ALL, random).subList(0, 2 + random.nextInt(2));
        List<String> sentences = new ArrayList<>();
        for (Attribute attribute : told) {
            sentences.add(writer.one(attribute.key(), visitor, language, random));
        }
        sentences = Seeds.shuffled(sentences, random);
        Attribute again = Seeds.pick(told, random);
        String text = String.join(language.separator(), sentences);
        if (random.nextBoolean()) {
            return text + "\n" + writer.questionAnswer(again.key(), visitor, language, random);
        }
        return text + language.separator() + writer.cueSentence(again.key(), visitor, language);
    }
}
