package dev.sundog.data.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One phrase with slots, e.g. <code>{P:은} {P.home}에 삽니다.</code> A slot is a letter, a path of facts
 * and an optional form: an article ({@code a}, {@code A}), a pronoun ({@code he}, {@code his}) or a
 * Korean particle. Immutable.
 */
final class Template {
    private static final Pattern SLOT =
            Pattern.compile("\\{([PQRHTAF])((?:\\.[a-z]+)*)(?::([^}]+))?}");
    private static final Map<String, Attribute> ATTRIBUTES =
            Map.of(
                    "home", Attribute.HOME,
                    "trade", Attribute.TRADE,
                    "animal", Attribute.ANIMAL,
                    "food", Attribute.FOOD,
                    "friend", Attribute.FRIEND);
    private static final Map<String, Attribute> DETAILS =
            Map.of(
                    "feature", Attribute.HOME,
                    "does", Attribute.TRADE,
                    "eats", Attribute.ANIMAL,
                    "taste", Attribute.FOOD);

    private final Language language;
    private final String source;
    private final List<Part> parts;

    private Template(Language language, String source, List<Part> parts) {
        this.language = language;
        this.source = source;
        this.parts = List.copyOf(parts);
    }

    /** A literal, or a slot. */
    private record Part(String literal, Optional<Slot> slot) {}

    /** A letter, a path and a form ("" for none). */
    private record Slot(String root, List<String> path, String form) {}

    /**
     * A sentence cut before its last fact.
     *
     * @param cue what comes before, without blanks at its end
     * @param answer the fact's words, with the separator of the language before them
     * @param ending what the sentence goes on with: words that a tokenizer may join to the answer
     */
    record Cut(String cue, String answer, String ending) {}

    static Template parse(Language language, String source) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = SLOT.matcher(source);
        int end = 0;
        while (matcher.find()) {
            parts.add(new Part(source.substring(end, matcher.start()), Optional.empty()));
            List<String> path =
                    matcher.group(2).isEmpty()
                            ? List.of()
                            : List.of(matcher.group(2).substring(1).split("\\.", -1));
            String form = matcher.group(3) == null ? "" : matcher.group(3);
            parts.add(new Part("", Optional.of(new Slot(matcher.group(1), path, form))));
            end = matcher.end();
        }
        parts.add(new Part(source.substring(end), Optional.empty()));
        for (Part part : parts) {
            if (part.literal().contains("{") || part.literal().contains("}")) {
                throw new IllegalArgumentException("a slot that means nothing in: " + source);
            }
        }
        return new Template(language, source, parts);
    }

    /** The sentence; {@code world} knows the friends' facts. */
    String render(World world, Scene scene) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(text(part, world, scene));
        }
        return finished(text.toString());
    }

    /** The sentence cut before the last slot that names a fact. */
    Cut cut(World world, Scene scene) {
        int last = lastFact();
        StringBuilder cue = new StringBuilder();
        for (Part part : parts.subList(0, last)) {
            cue.append(text(part, world, scene));
        }
        String answer = text(parts.get(last), world, scene);
        StringBuilder ending = new StringBuilder();
        for (Part part : parts.subList(last + 1, parts.size())) {
            ending.append(text(part, world, scene));
        }
        return new Cut(
                finished(cue.toString().stripTrailing()),
                language.separator() + answer,
                ending.toString());
    }

    /** Attributes the slots of letter {@code root} name directly. */
    List<Attribute> attributes(String root) {
        List<Attribute> named = new ArrayList<>();
        for (Part part : parts) {
            part.slot()
                    .filter(slot -> slot.root().equals(root) && !slot.path().isEmpty())
                    .map(slot -> ATTRIBUTES.get(slot.path().getFirst()))
                    .ifPresent(named::add);
        }
        return named;
    }

    private int lastFact() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).slot().filter(slot -> !slot.path().isEmpty()).isPresent()) {
                return i;
            }
        }
        throw new IllegalArgumentException("no fact in: " + source);
    }

    private String finished(String text) {
        return language == Language.ENGLISH ? English.capitalised(text) : text;
    }

    private String text(Part part, World world, Scene scene) {
        if (part.slot().isEmpty()) {
            return part.literal();
        }
        Slot slot = part.slot().get();
        Profile profile = scene.people().get(slot.root());
        if (profile == null) {
            return form(thingWord(scene, slot), slot.form());
        }
        boolean female = profile.person().female();
        return switch (slot.form()) {
            case "he" -> female ? "she" : "he";
            case "his" -> female ? "her" : "his";
            default -> form(personWord(world, profile, slot.path()), slot.form());
        };
    }

    private String form(Word word, String form) {
        String text = word.in(language);
        return switch (form) {
            case "" -> text;
            case "a" -> English.withArticle(text);
            case "A" -> English.capitalised(English.withArticle(text));
            default -> Hangul.with(text, form);
        };
    }

    private Word thingWord(Scene scene, Slot slot) {
        Thing thing = scene.thing().orElseThrow(() -> strange(slot.root()));
        if (slot.path().isEmpty()) {
            return thing.name();
        }
        if (DETAILS.get(slot.path().getFirst()) != thing.attribute()) {
            throw strange(slot.path().toString());
        }
        return thing.detail();
    }

    private Word personWord(World world, Profile profile, List<String> path) {
        if (path.isEmpty()) {
            return profile.person().name();
        }
        Attribute attribute = ATTRIBUTES.get(path.getFirst());
        if (attribute == null) {
            throw strange(path.toString());
        }
        List<String> rest = path.subList(1, path.size());
        if (rest.isEmpty()) {
            return profile.value(attribute);
        }
        if (attribute == Attribute.FRIEND) {
            return personWord(world, world.profile(profile.friend()), rest);
        }
        if (DETAILS.get(rest.getFirst()) != attribute) {
            throw strange(path.toString());
        }
        return profile.thing(attribute).detail();
    }

    private IllegalArgumentException strange(String what) {
        return new IllegalArgumentException(what + " means nothing in: " + source);
    }

    /** The phrase as the file has it. */
    @Override
    public String toString() {
        return source;
    }
}
