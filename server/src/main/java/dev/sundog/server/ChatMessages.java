package dev.sundog.server;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code messages} of a request: checked, with texts for contents of several parts and the
 * names of functions for their results.
 */
final class ChatMessages {
    private static final Set<String> ROLES =
            Set.of("system", "developer", "user", "assistant", "tool");

    private final List<ObjectNode> messages = new ArrayList<>();

    /** Names of the functions by the ids of their calls. */
    private final Map<String, String> called = new LinkedHashMap<>();

    private ChatMessages() {}

    static List<ObjectNode> read(JsonNode list) {
        if (!list.isArray()) {
            throw Fields.wrongType("messages", "an array of messages", list);
        }
        if (list.isEmpty()) {
            throw ApiException.field(
                    "messages", "empty_array", "'messages' is empty; send at least one message.");
        }
        ChatMessages reading = new ChatMessages();
        for (int i = 0; i < list.size(); i++) {
            reading.messages.add(reading.message(list.get(i), "messages[" + i + "]"));
        }
        return reading.messages;
    }

    private ObjectNode message(JsonNode node, String place) {
        if (!(node instanceof ObjectNode given)) {
            throw Fields.wrongType(place, "an object with 'role' and 'content'", node);
        }
        String role = role(given, place);
        ObjectNode message = Json.object().put("role", role.equals("developer") ? "system" : role);
        JsonNode content = given.path("content");
        boolean calls = role.equals("assistant") && !given.path("tool_calls").isEmpty();
        if (calls && (content.isMissingNode() || content.isNull())) {
            message.putNull("content");
        } else {
            message.put("content", content(content, place + ".content"));
        }
        for (String name : List.of("name", "reasoning_content")) {
            if (given.path(name).isString()) {
                message.put(name, given.path(name).stringValue());
            }
        }
        if (given.path("function_call").isObject()) {
            throw Fields.unsupported(place + ".function_call", "give 'tool_calls'");
        }
        if (calls) {
            message.set("tool_calls", calls(given.path("tool_calls"), place + ".tool_calls"));
        }
        if (role.equals("tool")) {
            result(given, message, place);
        }
        return message;
    }

    private static String role(ObjectNode message, String place) {
        JsonNode role = message.path("role");
        if (!role.isString()) {
            throw missing(place + ".role");
        }
        if (!ROLES.contains(role.stringValue())) {
            throw ApiException.field(
                    place + ".role",
                    "invalid_value",
                    "Unknown role '%s'; known are system, developer, user, assistant and tool."
                            .formatted(role.stringValue()));
        }
        return role.stringValue();
    }

    private static ApiException missing(String place) {
        return ApiException.field(
                place,
                "missing_required_parameter",
                "Missing required parameter: '" + place + "'.");
    }

    /** A text, or the texts of a list of parts. */
    private static String content(JsonNode node, String place) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (!node.isArray()) {
            throw ApiException.field(
                    place,
                    "invalid_type",
                    "'" + place + "' must be a string or an array of text parts.");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : node) {
            if (!part.path("type").asString("").equals("text") || !part.path("text").isString()) {
                throw ApiException.field(
                        place,
                        "invalid_value",
                        "'%s' has a part of type '%s'; this server takes parts of type 'text'."
                                .formatted(place, part.path("type").asString("none")));
            }
            text.append(part.path("text").stringValue());
        }
        return text.toString();
    }

    private ArrayNode calls(JsonNode list, String place) {
        if (!list.isArray()) {
            throw Fields.wrongType(place, "an array of calls", list);
        }
        ArrayNode calls = Json.object().putArray("tool_calls");
        for (int i = 0; i < list.size(); i++) {
            JsonNode function = list.get(i).path("function");
            String at = place + "[" + i + "].function";
            if (!function.path("name").isString()) {
                throw missing(at + ".name");
            }
            String name = function.path("name").stringValue();
            ObjectNode call = calls.addObject();
            JsonNode id = list.get(i).path("id");
            if (id.isString()) {
                call.put("id", id.stringValue());
                called.put(id.stringValue(), name);
            }
            call.put("type", "function");
            call.putObject("function")
                    .put("name", name)
                    .set("arguments", arguments(function.path("arguments"), at + ".arguments"));
        }
        return calls;
    }

    /** Arguments as an object: what OpenAI's text holds. */
    private static JsonNode arguments(JsonNode node, String place) {
        if (node instanceof ObjectNode) {
            return node;
        }
        if (node.isMissingNode() || node.isNull() || node.asString("").isBlank()) {
            return Json.object();
        }
        if (!node.isString()) {
            throw Fields.wrongType(place, "a string with a JSON object", node);
        }
        return Json.objectIn(node.stringValue())
                .orElseThrow(
                        () ->
                                ApiException.field(
                                        place,
                                        "invalid_value",
                                        "'" + place + "' is no JSON object in a string."));
    }

    private void result(ObjectNode given, ObjectNode message, String place) {
        if (called.isEmpty()) {
            throw ApiException.field(
                    place + ".role",
                    "invalid_value",
                    "A message with role 'tool' answers a message before it with 'tool_calls'.");
        }
        JsonNode id = given.path("tool_call_id");
        if (!id.isString()) {
            throw missing(place + ".tool_call_id");
        }
        String name = called.get(id.stringValue());
        if (name == null) {
            throw ApiException.field(
                    place + ".tool_call_id",
                    "invalid_value",
                    "No message before has a call with the id '" + id.stringValue() + "'.");
        }
        message.put("tool_call_id", id.stringValue());
        if (!message.has("name")) {
            message.put("name", name);
        }
    }
}
