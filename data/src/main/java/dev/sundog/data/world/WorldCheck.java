package dev.sundog.data.world;

import dev.sundog.model.failure.SundogException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves that training texts and evaluation items are disjoint: no text names a person never seen,
 * asks in a held-out phrasing, states a two-hop fact that is evaluated, or is a held-out document.
 * Completion cues of known facts do occur in training: they ask for recall. Immutable and
 * thread-safe.
 */
public final class WorldCheck {
    private final PhraseFinder forbidden;
    private final Set<String> documents = new HashSet<>();

    /** The check for a world and the items of these languages. */
    public WorldCheck(World world, List<Language> languages) {
        this(world, languages, allTasks(world, languages));
    }

    /** The check for a world and these items of it. */
    WorldCheck(World world, List<Language> languages, List<WorldTask> tasks) {
        Set<String> phrases = new HashSet<>();
        for (Person person : Vocabulary.instance().people(Group.UNSEEN)) {
            for (Language language : Language.values()) {
                phrases.add(person.name().in(language));
            }
        }
        for (Language language : languages) {
            for (Template insult : SentenceWriter.phrases(language).heldOut("rude")) {
                phrases.add(insult.toString());
            }
            for (Group group : List.of(Group.BASE, Group.NEW)) {
                for (Profile person : world.profiles(group)) {
                    addPerson(world, person, language, phrases);
                }
            }
        }
        for (WorldTask task : tasks) {
            if (task.kind() == WorldTask.Kind.PERPLEXITY) {
                task.items().forEach(item -> documents.add((String) item.get("text")));
            }
        }
        forbidden = new PhraseFinder(phrases);
    }

    private static List<WorldTask> allTasks(World world, List<Language> languages) {
        WorldItems items = new WorldItems(world);
        return languages.stream().flatMap(language -> items.tasks(language).stream()).toList();
    }

    private static void addPerson(
            World world, Profile person, Language language, Set<String> phrases) {
        SentenceWriter writer = new SentenceWriter(world);
        Phrasebook book = SentenceWriter.phrases(language);
        for (Attribute attribute : Attribute.ALL) {
            for (Template question : book.heldOut("ask-" + attribute.key())) {
                phrases.add(writer.fill(question, person));
            }
        }
        for (Attribute attribute : Attribute.THINGS) {
            String key = "hop-" + attribute.key();
            for (Template question : book.heldOut("ask-" + key)) {
                phrases.add(writer.fill(question, person));
            }
            if (!World.hopTaught(person.person())) {
                for (String section : List.of(key, "ask-" + key, "answer-" + key)) {
                    for (Template phrase : book.taught(section)) {
                        phrases.add(writer.fill(phrase, person));
                    }
                }
            }
        }
    }

    /**
     * Checks one training text.
     *
     * @param place what to call it in the error, e.g. {@code base.jsonl:12}
     * @throws SundogException (internal, {@code world-leak}) if it gives an item away
     */
    public void check(String place, String text) {
        forbidden
                .find(text)
                .ifPresent(
                        phrase -> {
                            throw leak(place, "what only evaluation may say: " + phrase);
                        });
        if (documents.contains(text)) {
            throw leak(place, "a held-out document: " + text);
        }
    }

    private static SundogException leak(String place, String what) {
        return SundogException.internal("world-leak", place + ": a training text contains " + what);
    }
}
