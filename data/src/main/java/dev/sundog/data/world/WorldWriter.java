package dev.sundog.data.world;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Writes a world into a directory: {@code base.jsonl}, {@code new.jsonl} (documents), {@code eval/}
 * (tasks) and {@code world.json} (the facts). Files appear whole or not at all; the bytes are a
 * function of the options. What training files say is checked against the evaluation items while it
 * is written.
 */
public final class WorldWriter {
    /** The share of base documents in {@code new.jsonl}, in percent: rehearsal of what is known. */
    public static final int REHEARSAL_PERCENT = 30;

    private static final int PROBED = 300;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path directory;
    private final WorldOptions options;
    private final ProgressListener progress;
    private final World world;
    private final WorldDocuments documents;
    private final WorldChats chats;
    private final List<WorldTask> tasks;
    private final WorldCheck check;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    private WorldWriter(Path directory, WorldOptions options, ProgressListener progress) {
        this.directory = directory;
        this.options = options;
        this.progress = progress;
        this.world = World.of(options.seed());
        this.documents = new WorldDocuments(world);
        this.chats = new WorldChats(world);
        WorldItems items = new WorldItems(world);
        this.tasks =
                options.languages().stream()
                        .flatMap(language -> items.tasks(language).stream())
                        .toList();
        this.check = new WorldCheck(world, options.languages(), tasks);
    }

    /**
     * Writes everything.
     *
     * @throws SundogException (resource) if a file cannot be written; (internal) if an evaluation
     *     item leaked into a training text
     */
    public static WorldSummary write(
            Path directory, WorldOptions options, ProgressListener progress) {
        return new WorldWriter(directory, options, progress).write();
    }

    /**
     * The evaluation items and the first {@value #PROBED} lines of each training file, as JSON:
     * differs where the world's sentences differ.
     */
    public static List<String> probe(WorldOptions options) {
        WorldWriter writer = new WorldWriter(Path.of(""), options, ProgressListener.NONE);
        List<String> lines = new ArrayList<>();
        writer.tasks.forEach(
                task -> lines.add(task.yaml() + JSON.writeValueAsString(task.items())));
        List<LongFunction<Map<String, Object>>> files =
                List.of(
                        writer::baseDocument,
                        writer::newDocument,
                        writer::conversation,
                        writer::preference);
        for (LongFunction<Map<String, Object>> file : files) {
            for (int line = 0; line < PROBED; line++) {
                lines.add(JSON.writeValueAsString(file.apply(line)));
            }
        }
        return lines;
    }

    private WorldSummary write() {
        for (WorldTask task : tasks) {
            lines(
                    "eval/" + task.name() + ".jsonl",
                    task.items().size(),
                    i -> task.items().get((int) i));
            text("eval/" + task.name() + ".yml", task.yaml());
        }
        lines("base.jsonl", options.documents(), this::baseDocument);
        lines("new.jsonl", options.documents(), this::newDocument);
        lines("instructions.jsonl", Math.max(1, options.documents() / 4), this::conversation);
        lines("preferences.jsonl", Math.max(1, options.documents() / 10), this::preference);
        text(
                "world.json",
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(facts()) + "\n");
        return new WorldSummary(Collections.unmodifiableMap(new LinkedHashMap<>(counts)));
    }

    private Map<String, Object> baseDocument(long line) {
        return document(Group.BASE, line, line / options.languages().size());
    }

    private Map<String, Object> newDocument(long line) {
        long index = line / options.languages().size();
        boolean rehearsal = Seeds.stream(options.seed(), 5, line).nextInt(100) < REHEARSAL_PERCENT;
        return document(rehearsal ? Group.BASE : Group.NEW, line, index);
    }

    private Map<String, Object> document(Group group, long line, long index) {
        int count = options.languages().size();
        Language language = options.languages().get((int) (line % count));
        Map<String, Object> document = new LinkedHashMap<>();
        String text = documents.text(group, language, index);
        check.check("line " + (line + 1), text);
        document.put("text", text);
        document.put("language", language.code());
        document.put("group", group.key());
        return document;
    }

    private Map<String, Object> conversation(long line) {
        int count = options.languages().size();
        Language language = options.languages().get((int) (line % count));
        WorldChats.Conversation conversation = chats.conversation(language, line / count);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("messages", messages(conversation.messages(), line));
        fields.put("language", language.code());
        fields.put("kind", conversation.kind());
        return fields;
    }

    private Map<String, Object> preference(long line) {
        int count = options.languages().size();
        Language language = options.languages().get((int) (line % count));
        WorldChats.Preference preference = chats.preference(language, line / count);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("prompt", messages(preference.prompt(), line));
        fields.put("chosen", messages(List.of(ChatMessage.assistant(preference.chosen())), line));
        fields.put(
                "rejected", messages(List.of(ChatMessage.assistant(preference.rejected())), line));
        fields.put("language", language.code());
        fields.put("kind", preference.kind());
        return fields;
    }

    private List<Map<String, Object>> messages(List<ChatMessage> messages, long line) {
        List<Map<String, Object>> written = new ArrayList<>();
        for (ChatMessage message : messages) {
            check.check("line " + (line + 1), message.content());
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("role", message.role());
            fields.put("content", message.content());
            written.add(fields);
        }
        return written;
    }

    private Map<String, Object> facts() {
        List<Map<String, Object>> people = new ArrayList<>();
        for (Group group : List.of(Group.BASE, Group.NEW, Group.UNSEEN)) {
            for (Profile profile : world.profiles(group)) {
                Map<String, Object> person = new LinkedHashMap<>();
                person.put("group", group.key());
                person.put("name", words(profile.person().name()));
                for (Attribute attribute : Attribute.ALL) {
                    person.put(attribute.key(), words(profile.value(attribute)));
                }
                people.add(person);
            }
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("seed", options.seed());
        facts.put("people", people);
        return facts;
    }

    private static Map<String, String> words(Word word) {
        Map<String, String> words = new LinkedHashMap<>();
        for (Language language : Language.values()) {
            words.put(language.code(), word.in(language));
        }
        return words;
    }

    private void lines(String name, long count, LongFunction<Map<String, Object>> line) {
        whole(
                name,
                out -> {
                    for (long i = 0; i < count; i++) {
                        out.write(JSON.writeValueAsString(line.apply(i)));
                        out.write('\n');
                        if ((i & 0x3ff) == 0) {
                            progress.onProgress("world " + name, i, count);
                        }
                    }
                    progress.onProgress("world " + name, count, count);
                });
        counts.put(name, count);
    }

    private void text(String name, String text) {
        whole(name, out -> out.write(text));
    }

    private void whole(String name, Content content) {
        Path target = directory.resolve(name);
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            Files.createDirectories(directory.resolve("eval"));
            try (BufferedWriter out = Files.newBufferedWriter(partial, StandardCharsets.UTF_8)) {
                content.to(out);
            }
            Files.move(
                    partial,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw SundogException.resource(
                    "world-write",
                    target + ": cannot be written (" + e.getMessage() + "); is the disk full?",
                    e);
        }
    }

    /** Writes a file's content. */
    @FunctionalInterface
    private interface Content {
        void to(BufferedWriter out) throws IOException;
    }
}
