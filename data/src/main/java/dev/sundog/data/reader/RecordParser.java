package dev.sundog.data.reader;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes records of lines, or says what is wrong with them. Immutable and thread-safe. */
final class RecordParser {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final int MOST_SHOWN = 60;

    private RecordParser() {}

    /** The form of a line, by its keys. */
    static DataFormat detect(String place, String line) {
        JsonNode object = object(place, line);
        if (object.has("text")) {
            return DataFormat.TEXT;
        } else if (object.has("messages")) {
            return DataFormat.MESSAGES;
        } else if (object.has("chosen") || object.has("rejected")) {
            return DataFormat.PREFERENCE;
        } else if (object.has("instruction")) {
            return DataFormat.ALPACA;
        }
        throw SundogException.data(
                "unknown-record",
                place
                        + ": expected \"text\", \"messages\", \"instruction\" or \"prompt\" with"
                        + " \"chosen\" and \"rejected\"; found the keys "
                        + object.propertyNames());
    }

    /** The record of a line. */
    static TrainingRecord parse(String place, String line, DataFormat format) {
        JsonNode object = object(place, line);
        try {
            return switch (format) {
                case TEXT -> new TrainingRecord.Text(text(place, object, "text"));
                case MESSAGES ->
                        new TrainingRecord.Conversation(
                                messages(place, object.get("messages"), "messages"));
                case ALPACA -> alpaca(place, object);
                case PREFERENCE -> preference(place, object);
            };
        } catch (IllegalArgumentException e) {
            throw SundogException.data("bad-record", place + ": found " + e.getMessage(), e);
        }
    }

    private static JsonNode object(String place, String line) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JacksonException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw SundogException.data(
                    "bad-json",
                    "%s: expected one JSON object, column %d: %s"
                            .formatted(place, e.getLocation().getColumnNr(), reason),
                    e);
        }
        if (!node.isObject()) {
            throw wrong(place, "the line", "a JSON object", node);
        }
        return node;
    }

    private static String text(String place, JsonNode object, String key) {
        JsonNode node = object.get(key);
        if (node == null || !node.isString()) {
            throw wrong(place, '"' + key + '"', "a text", node);
        }
        String text = node.stringValue();
        if (text.isBlank()) {
            throw SundogException.data(
                    "empty-field",
                    place + ": \"" + key + "\": expected a text, found an empty one");
        }
        return text;
    }

    private static TrainingRecord alpaca(String place, JsonNode object) {
        String instruction = text(place, object, "instruction");
        String output = text(place, object, "output");
        JsonNode input = object.get("input");
        if (input != null && !input.isNull() && !input.isString()) {
            throw wrong(place, "\"input\"", "a text", input);
        }
        boolean bare = input == null || input.isNull() || input.stringValue().isBlank();
        String question = bare ? instruction : instruction + "\n\n" + input.stringValue();
        return new TrainingRecord.Conversation(
                List.of(ChatMessage.user(question), ChatMessage.assistant(output)));
    }

    private static TrainingRecord preference(String place, JsonNode object) {
        if (Stream.of("prompt", "chosen", "rejected")
                .allMatch(key -> object.path(key).isString())) {
            return new TrainingRecord.TextPreference(
                    text(place, object, "prompt"),
                    text(place, object, "chosen"),
                    text(place, object, "rejected"));
        }
        return new TrainingRecord.Preference(
                turn(place, object, "prompt", "user"),
                turn(place, object, "chosen", "assistant"),
                turn(place, object, "rejected", "assistant"));
    }

    private static List<ChatMessage> turn(String place, JsonNode object, String key, String role) {
        JsonNode node = object.get(key);
        if (node != null && node.isArray()) {
            return messages(place, node, key);
        }
        if (node == null || !node.isString()) {
            throw wrong(place, '"' + key + '"', "a text or a list of messages", node);
        }
        return List.of(new ChatMessage(role, text(place, object, key)));
    }

    private static List<ChatMessage> messages(String place, @Nullable JsonNode node, String key) {
        if (node == null || !node.isArray() || node.isEmpty()) {
            throw wrong(place, '"' + key + '"', "a list of messages", node);
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            messages.add(message(place + ": " + key + "[" + i + "]", node.get(i)));
        }
        return messages;
    }

    private static ChatMessage message(String place, JsonNode node) {
        if (!node.isObject()) {
            throw wrong(place, "the message", "an object with \"role\" and \"content\"", node);
        }
        String role = text(place, node, "role");
        JsonNode content = node.get("content");
        boolean calls = node.has("tool_calls");
        if (content == null || !content.isString()) {
            if (!calls || (content != null && !content.isNull())) {
                throw wrong(place, "\"content\"", "a text", content);
            }
        }
        Map<String, Object> extra = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            String key = property.getKey();
            JsonNode value = property.getValue();
            if (!key.equals("role") && !key.equals("content") && !value.isNull()) {
                extra.put(key, JSON.treeToValue(value, Object.class));
            }
        }
        String said = content == null || content.isNull() ? "" : content.stringValue();
        return new ChatMessage(role, said, extra);
    }

    private static SundogException wrong(
            String place, String what, String expected, @Nullable JsonNode found) {
        String shown = found == null ? "nothing" : found.toString();
        if (shown.length() > MOST_SHOWN) {
            shown = shown.substring(0, MOST_SHOWN) + "…";
        }
        return SundogException.data(
                "bad-field", place + ": " + what + ": expected " + expected + ", found " + shown);
    }
}
