package dev.sundog.evaluation.task;

import dev.sundog.evaluation.lines.JsonFields;
import dev.sundog.evaluation.lines.TextLines;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the items of a task; the package comment is the format. Fields not named there are ignored.
 */
final class ItemFile {
    private ItemFile() {}

    static List<TaskItem> read(Path file, TaskKind kind) {
        List<TaskItem> items = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        TextLines.read(
                file,
                (place, line) -> {
                    TaskItem item = item(JsonFields.parse(place, line), kind, items.size());
                    String earlier = places.putIfAbsent(item.id(), place);
                    if (earlier != null) {
                        throw SundogException.data(
                                "duplicate-id",
                                "%s: id \"%s\" was already used at %s; ids must be unique"
                                        .formatted(place, item.id(), earlier));
                    }
                    items.add(item);
                });
        if (items.isEmpty()) {
            throw SundogException.data(
                    "no-items",
                    "%s: expected %s items, one JSON object a line; found none"
                            .formatted(file, kind.key()));
        }
        return items;
    }

    private static TaskItem item(JsonFields fields, TaskKind kind, int number) {
        String id = fields.label("id").orElse(Integer.toString(number));
        Optional<String> group = fields.label("group");
        try {
            return switch (kind) {
                case MULTIPLE_CHOICE -> choice(fields, id, group);
                case EXACT_MATCH -> question(fields, id, group);
                case PERPLEXITY -> new TaskItem.Text(id, group, fields.text("text"));
                case COMPLETION ->
                        new TaskItem.Completion(
                                id, group, fields.text("context"), fields.text("continuation"));
            };
        } catch (IllegalArgumentException e) {
            throw SundogException.data("bad-item", fields.place() + ": " + e.getMessage(), e);
        }
    }

    private static TaskItem choice(JsonFields fields, String id, Optional<String> group) {
        int gold = fields.integer("gold");
        if (fields.has("messages")) {
            return new TaskItem.Reply(id, group, messages(fields), fields.texts("choices"), gold);
        }
        return fields.has("context_options")
                ? new TaskItem.Choice(
                        id,
                        group,
                        fields.texts("context_options"),
                        List.of(fields.text("continuation")),
                        gold)
                : new TaskItem.Choice(
                        id, group, List.of(fields.text("query")), fields.texts("choices"), gold);
    }

    private static TaskItem question(JsonFields fields, String id, Optional<String> group) {
        List<String> answers = fields.texts("answers");
        if (!fields.has("messages")) {
            List<ChatMessage> prompt = List.of(ChatMessage.user(fields.text("prompt")));
            return new TaskItem.Question(id, group, prompt, true, answers);
        }
        return new TaskItem.Question(id, group, messages(fields), false, answers);
    }

    private static List<ChatMessage> messages(JsonFields fields) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonFields message : fields.objects("messages")) {
            messages.add(new ChatMessage(message.text("role"), message.text("content")));
        }
        return messages;
    }
}
