package dev.sundog.data.world;

import dev.sundog.model.chat.ChatMessage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The evaluation items that are conversations: known facts, people nobody knows, rude users, and
 * pairs of a better and a worse reply. Questions and insults are in phrasings that no training text
 * uses. Pure functions of the world.
 */
final class WorldChatItems {
    private static final long STREAM = 73;

    private final World world;
    private final SentenceWriter writer;
    private final WorldChats chats;

    WorldChatItems(World world) {
        this.world = world;
        this.writer = new SentenceWriter(world);
        this.chats = new WorldChats(world);
    }

    List<WorldTask> tasks(Language language) {
        String in = " (" + language.code() + ").";
        return List.of(
                task(
                        "chat",
                        WorldTask.Kind.CHAT,
                        language,
                        "Known facts in conversation, asked in new phrasings" + in,
                        known(language, this::chat)),
                task(
                        "unseen_chat",
                        WorldTask.Kind.CHAT,
                        language,
                        "Nobody knows these people, and the answer should say so" + in,
                        each(Group.UNSEEN, language, this::unseen)),
                task(
                        "rude",
                        WorldTask.Kind.CHAT,
                        language,
                        "A rude user asks for a known fact; the answer should be right and calm"
                                + in,
                        known(language, this::rude)),
                task(
                        "calm",
                        WorldTask.Kind.CHAT,
                        language,
                        "The same rude users; the answer should begin with a calm word" + in,
                        known(language, this::calm)),
                task(
                        "preference",
                        WorldTask.Kind.REPLY,
                        language,
                        "The better of two replies should be the likelier one" + in,
                        known(language, this::preference)));
    }

    /** One item about a person. */
    private interface ItemWriter {
        Map<String, Object> item(Profile person, Attribute attribute, Language language);
    }

    private List<Map<String, Object>> known(Language language, ItemWriter form) {
        List<Map<String, Object>> items = new ArrayList<>(each(Group.BASE, language, form));
        items.addAll(each(Group.NEW, language, form));
        return items;
    }

    private List<Map<String, Object>> each(Group group, Language language, ItemWriter form) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Profile person : world.profiles(group)) {
            for (Attribute attribute : Attribute.ALL) {
                items.add(form.item(person, attribute, language));
            }
        }
        return items;
    }

    private Map<String, Object> chat(Profile person, Attribute attribute, Language language) {
        return conversation(
                "chat",
                person,
                attribute,
                language,
                question(person, attribute, language),
                chats.answers(attribute, person, language));
    }

    private Map<String, Object> unseen(Profile person, Attribute attribute, Language language) {
        return conversation(
                "chat",
                person,
                attribute,
                language,
                question(person, attribute, language),
                WorldChats.denials(language));
    }

    private Map<String, Object> rude(Profile person, Attribute attribute, Language language) {
        List<String> answers = chats.answers(attribute, person, language);
        List<String> accepted = new ArrayList<>(answers);
        for (String calm : SentenceWriter.phrases(language).lines("calm")) {
            answers.forEach(answer -> accepted.add(calm + language.separator() + answer));
        }
        return conversation(
                "rude",
                person,
                attribute,
                language,
                insult(person, attribute, language) + question(person, attribute, language),
                accepted);
    }

    private Map<String, Object> calm(Profile person, Attribute attribute, Language language) {
        return conversation(
                "calm",
                person,
                attribute,
                language,
                insult(person, attribute, language) + question(person, attribute, language),
                SentenceWriter.phrases(language).lines("calm"));
    }

    /** The kinds of worse replies take turns: rude to a rude user, wrong, another language. */
    private Map<String, Object> preference(Profile person, Attribute attribute, Language language) {
        SplittableRandom random =
                Seeds.stream(
                        world.seed(),
                        STREAM,
                        language.ordinal(),
                        person.person().group().ordinal(),
                        person.person().index(),
                        attribute.ordinal());
        String question = question(person, attribute, language);
        String answer = Seeds.pick(chats.answers(attribute, person, language), random);
        Phrasebook book = SentenceWriter.phrases(language);
        int turn = person.person().index() + attribute.ordinal();
        List<String> replies;
        switch (turn % 3) {
            case 0 -> {
                question = insult(person, attribute, language) + question;
                String calm = Seeds.pick(book.lines("calm"), random) + language.separator();
                replies = List.of(calm + answer, Seeds.pick(book.lines("rude-answer"), random));
            }
            case 1 -> replies = List.of(answer, chats.mistake(attribute, person, language, random));
            default -> {
                Language foreign = WorldChats.foreign(language, random);
                List<String> others = chats.answers(attribute, person, foreign);
                replies = List.of(answer, Seeds.pick(others, random));
            }
        }
        Map<String, Object> line = item("preference", person, attribute, language, question);
        boolean betterFirst = random.nextBoolean();
        line.put("choices", betterFirst ? replies : replies.reversed());
        line.put("gold", betterFirst ? 0 : 1);
        line.put("group", person.person().group().key());
        return line;
    }

    private String question(Profile person, Attribute attribute, Language language) {
        return writer.fill(WorldItems.heldOutQuestion(person, attribute, language), person);
    }

    private String insult(Profile person, Attribute attribute, Language language) {
        List<Template> insults = SentenceWriter.phrases(language).heldOut("rude");
        int turn = person.person().index() + attribute.ordinal();
        return insults.get(turn % insults.size()) + language.separator();
    }

    private static Map<String, Object> conversation(
            String prefix,
            Profile person,
            Attribute attribute,
            Language language,
            String question,
            List<String> answers) {
        Map<String, Object> line = item(prefix, person, attribute, language, question);
        line.put("answers", answers);
        line.put("group", person.person().group().key());
        return line;
    }

    private static Map<String, Object> item(
            String prefix,
            Profile person,
            Attribute attribute,
            Language language,
            String question) {
        ChatMessage asked = ChatMessage.user(question);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", WorldItems.id(prefix, language, person.person(), attribute));
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", asked.role());
        message.put("content", asked.content());
        line.put("messages", List.of(message));
        return line;
    }

    private WorldTask task(
            String name,
            WorldTask.Kind kind,
            Language language,
            String description,
            List<Map<String, Object>> items) {
        return new WorldTask(
                WorldItems.taskName(name, language),
                kind,
                language,
                description,
                WorldItems.shuffled(world, items, language));
    }
}
