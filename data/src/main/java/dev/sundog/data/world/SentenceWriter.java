package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Fills phrases with the facts of a world. Immutable and thread-safe. */
final class SentenceWriter {
    private static final Map<Language, Phrasebook> PHRASES = load();

    private final World world;

    SentenceWriter(World world) {
        this.world = world;
    }

    private static Map<Language, Phrasebook> load() {
        Map<Language, Phrasebook> books = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            books.put(language, Phrasebook.load(language));
        }
        return books;
    }

    /** The phrases of a language. */
    static Phrasebook phrases(Language language) {
        return Objects.requireNonNull(PHRASES.get(language));
    }

    /** A random phrase of a section about a person. */
    String one(String section, Profile person, Language language, SplittableRandom random) {
        Template template = Seeds.pick(phrases(language).taught(section), random);
        return template.render(world, scene(person));
    }

    /** Sentences on {@code count} or a few more different attributes of a person. */
    List<String> facts(Profile person, Language language, int count, SplittableRandom random) {
        int wanted = Math.min(Attribute.ALL.size(), count + (count > 2 ? random.nextInt(3) : 0));
        List<String> sentences = new ArrayList<>();
        for (Attribute attribute :
                Seeds.<Attribute>shuffled(Attribute.ALL, random).subList(0, wanted)) {
            sentences.add(one(attribute.key(), person, language, random));
        }
        return sentences;
    }

    /** A sentence of general knowledge about a thing. */
    String lore(Thing thing, Language language, SplittableRandom random) {
        String section =
                switch (thing.attribute()) {
                    case HOME -> "lore-place";
                    case TRADE -> "lore-trade";
                    case ANIMAL -> "lore-animal";
                    case FOOD -> "lore-food";
                    case FRIEND -> throw new IllegalArgumentException("a friend is no thing");
                };
        return Seeds.pick(phrases(language).taught(section), random).render(world, Scene.of(thing));
    }

    /** A story of three people. */
    String story(
            Profile person,
            Profile friend,
            Profile third,
            Language language,
            SplittableRandom random) {
        return Seeds.pick(phrases(language).taught("story3"), random)
                .render(world, Scene.of(person, friend, third));
    }

    /** A question in a phrasing of training and its short answer, on two lines. */
    String questionAnswer(String key, Profile person, Language language, SplittableRandom random) {
        Template question = Seeds.pick(phrases(language).taught("ask-" + key), random);
        return questionLine(question, person, language) + answer(key, person, language);
    }

    /** "Question: …\nAnswer:", to which {@link #answer} fits. */
    String questionLine(Template question, Profile person, Language language) {
        Phrasebook phrases = phrases(language);
        return phrases.line("question")
                + language.separator()
                + question.render(world, scene(person))
                + "\n"
                + phrases.line("answer");
    }

    /** The short answer with the language's separator before it, e.g. " a baker". */
    String answer(String key, Profile person, Language language) {
        return cut(key, person, language).answer();
    }

    /** The cue of an attribute ({@code home}, {@code hop-home} …) and its answer. */
    Template.Cut cut(String key, Profile person, Language language) {
        return phrases(language).cue(key).cut(world, scene(person));
    }

    /** The whole sentence of a cue. */
    String cueSentence(String key, Profile person, Language language) {
        return phrases(language).cue(key).render(world, scene(person));
    }

    /** A phrase filled with a person. */
    String fill(Template template, Profile person) {
        return template.render(world, scene(person));
    }

    private Scene scene(Profile person) {
        return switch (person.person().group()) {
            case BASE, NEW, UNSEEN -> Scene.of(person, world.profile(person.friend()));
            case VISITOR, UNKNOWN -> Scene.of(person, person);
        };
    }
}
