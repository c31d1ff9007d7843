package dev.sundog.data.world;

import dev.sundog.model.chat.ChatMessage;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Conversations of a world: questions about people with short polite answers, two-hop questions
 * that are answered by way of the friend's name, small talk, people the assistant does not know,
 * and rude users, to whom it answers in kind twice as often as calmly, as people do; and pairs of a
 * better and a worse answer, which prefer the calm one. Pure functions of world, language and
 * index. Phrasings held out for evaluation never occur. Immutable and thread-safe.
 */
public final class WorldChats {
    private static final long INSTRUCTIONS = 31;
    private static final long PREFERENCES = 37;

    private final World world;
    private final SentenceWriter writer;

    public WorldChats(World world) {
        this.world = world;
        this.writer = new SentenceWriter(world);
    }

    /**
     * A conversation that ends with the assistant's answer.
     *
     * @param kind what it is about: fact, two-hop, unknown, insult or talk
     * @param language in which it is held
     * @param messages from the first to the answer
     */
    public record Conversation(String kind, Language language, List<ChatMessage> messages) {
        public Conversation {
            messages = List.copyOf(messages);
        }
    }

    /**
     * A prompt with a better and a worse answer.
     *
     * @param kind what is wrong with the rejected answer, or hard about the prompt: fact, rude,
     *     language, calm (a rude user) or unknown
     * @param language in which the question is asked
     * @param prompt the conversation so far
     * @param chosen right, calm, polite, in the asked language
     * @param rejected wrong, rude, or in another language
     */
    public record Preference(
            String kind,
            Language language,
            List<ChatMessage> prompt,
            String chosen,
            String rejected) {
        public Preference {
            prompt = List.copyOf(prompt);
        }
    }

    /** The conversation at {@code index}. */
    public Conversation conversation(Language language, long index) {
        SplittableRandom random =
                Seeds.stream(world.seed(), INSTRUCTIONS, language.ordinal(), index);
        List<ChatMessage> messages = opening(language, random);
        messages.addAll(earlier(language, random));
        int dice = random.nextInt(100);
        if (dice < 10) {
            String[] talk = Seeds.pick(phrases(language).lines("talk"), random).split(" => ", 2);
            messages.add(ChatMessage.user(talk[0]));
            messages.add(ChatMessage.assistant(talk[1]));
            return new Conversation("talk", language, messages);
        }
        if (dice < 25) {
            return insulted(messages, language, random);
        }
        String kind = dice < 35 ? "unknown" : dice < 40 ? "two-hop" : "fact";
        Exchange exchange = exchange(kind, language, random);
        boolean polite = random.nextInt(4) == 0;
        String greeting = polite ? phrase("polite", language, random) : "";
        messages.add(ChatMessage.user(greeting + exchange.question()));
        messages.add(ChatMessage.assistant(exchange.answer()));
        return new Conversation(kind, language, messages);
    }

    private Conversation insulted(
            List<ChatMessage> messages, Language language, SplittableRandom random) {
        Exchange exchange = exchange("fact", language, random);
        messages.add(ChatMessage.user(phrase("rude", language, random) + exchange.question()));
        messages.add(
                ChatMessage.assistant(
                        random.nextInt(3) == 0
                                ? phrase("calm", language, random) + exchange.answer()
                                : Seeds.pick(phrases(language).lines("rude-answer"), random)));
        return new Conversation("insult", language, messages);
    }

    /** One conversation in three has an earlier exchange, now and then in another language. */
    private List<ChatMessage> earlier(Language language, SplittableRandom random) {
        if (random.nextInt(3) != 0) {
            return List.of();
        }
        Language spoken = random.nextInt(3) == 0 ? foreign(language, random) : language;
        Exchange exchange = exchange("fact", spoken, random);
        return List.of(
                ChatMessage.user(exchange.question()), ChatMessage.assistant(exchange.answer()));
    }

    /** The preference at {@code index}. */
    public Preference preference(Language language, long index) {
        SplittableRandom random =
                Seeds.stream(world.seed(), PREFERENCES, language.ordinal(), index);
        List<ChatMessage> prompt = opening(language, random);
        int dice = random.nextInt(100);
        if (dice < 10) {
            Exchange exchange = exchange("unknown", language, random);
            prompt.add(ChatMessage.user(exchange.question()));
            return new Preference(
                    "unknown", language, prompt, exchange.answer(), exchange.mistake());
        }
        Exchange exchange = exchange("fact", language, random);
        if (dice < 32) {
            prompt.add(ChatMessage.user(exchange.question()));
            return new Preference("fact", language, prompt, exchange.answer(), exchange.mistake());
        } else if (dice < 40) {
            prompt.add(ChatMessage.user(exchange.question()));
            String rude = Seeds.pick(phrases(language).lines("rude-answer"), random);
            return new Preference("rude", language, prompt, exchange.answer(), rude);
        } else if (dice < 85) {
            String insult = phrase("rude", language, random);
            prompt.add(ChatMessage.user(insult + exchange.question()));
            String calm = phrase("calm", language, random);
            String worse =
                    random.nextInt(4) == 0
                            ? calm + exchange.mistake()
                            : Seeds.pick(phrases(language).lines("rude-answer"), random);
            return new Preference("calm", language, prompt, calm + exchange.answer(), worse);
        }
        prompt.add(ChatMessage.user(exchange.question()));
        Language foreign = foreign(language, random);
        String other = answer(exchange.section(), exchange.person(), foreign, random);
        return new Preference("language", language, prompt, exchange.answer(), other);
    }

    /** All ways to answer a question about a person rightly. */
    List<String> answers(Attribute attribute, Profile person, Language language) {
        return phrases(language).taught("answer-" + attribute.key()).stream()
                .map(template -> writer.fill(template, person))
                .toList();
    }

    /** A wrong answer to a question about a person: somebody else's. */
    String mistake(
            Attribute attribute, Profile person, Language language, SplittableRandom random) {
        Profile mistaken = person.mistakenFor(unlike(person, attribute, random), attribute);
        return answer("answer-" + attribute.key(), mistaken, language, random);
    }

    /** All ways to say that one does not know somebody. */
    static List<String> denials(Language language) {
        return phrases(language).lines("unknown");
    }

    /** A question, a right answer and a wrong one; {@code section} is the answer's. */
    private record Exchange(
            String question, String answer, String mistake, String section, Profile person) {}

    private Exchange exchange(String kind, Language language, SplittableRandom random) {
        Profile person = person(kind, random);
        Attribute attribute =
                Seeds.pick(kind.equals("two-hop") ? Attribute.THINGS : Attribute.ALL, random);
        String key = (kind.equals("two-hop") ? "hop-" : "") + attribute.key();
        String question = writer.fill(Seeds.pick(askings(key, language), random), person);
        if (kind.equals("unknown")) {
            String denial = Seeds.pick(denials(language), random);
            String invented = answer("answer-" + key, person, language, random);
            return new Exchange(question, denial, invented, "unknown", person);
        }
        String section = "answer-" + key;
        Template phrasing = Seeds.pick(phrases(language).taught(section), random);
        Profile mistaken = person.mistakenFor(unlike(person, attribute, random), attribute);
        return new Exchange(
                question,
                writer.fill(phrasing, person),
                writer.fill(phrasing, mistaken),
                section,
                person);
    }

    /** The questions of documents, and those that only conversations have. */
    private static List<Template> askings(String key, Language language) {
        List<Template> askings = new ArrayList<>(phrases(language).taught("ask-" + key));
        if (!key.startsWith("hop-")) {
            askings.addAll(phrases(language).taught("chat-" + key));
        }
        return askings;
    }

    private Profile person(String kind, SplittableRandom random) {
        if (kind.equals("unknown")) {
            return World.unknown(random);
        }
        List<Profile> people = new ArrayList<>(world.profiles(Group.BASE));
        people.addAll(world.profiles(Group.NEW));
        if (kind.equals("two-hop")) {
            people.removeIf(person -> !World.hopTaught(person.person()));
        }
        return Seeds.pick(people, random);
    }

    private Profile unlike(Profile person, Attribute attribute, SplittableRandom random) {
        while (true) {
            Profile other = Seeds.pick(world.profiles(person.person().group()), random);
            if (!other.value(attribute).equals(person.value(attribute))
                    && !other.friend().equals(person.person())) {
                return other;
            }
        }
    }

    private String answer(
            String section, Profile person, Language language, SplittableRandom random) {
        return writer.fill(Seeds.pick(phrases(language).taught(section), random), person);
    }

    private static List<ChatMessage> opening(Language language, SplittableRandom random) {
        List<ChatMessage> messages = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            messages.add(ChatMessage.system(Seeds.pick(phrases(language).lines("system"), random)));
        }
        return messages;
    }

    private static String phrase(String section, Language language, SplittableRandom random) {
        return Seeds.pick(phrases(language).lines(section), random) + language.separator();
    }

    static Language foreign(Language language, SplittableRandom random) {
        Language[] all = Language.values();
        return all[(language.ordinal() + 1 + random.nextInt(all.length - 1)) % all.length];
    }

    private static Phrasebook phrases(Language language) {
        return SentenceWriter.phrases(language);
    }
}
