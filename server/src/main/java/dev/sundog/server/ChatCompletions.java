package dev.sundog.server;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.language.GenerationOptions;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code POST /v1/chat/completions}. */
final class ChatCompletions {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    private final ModelDirectory models;
    private final ServerMetrics metrics;

    ChatCompletions(ModelDirectory models, ServerMetrics metrics) {
        this.models = models;
        this.metrics = metrics;
    }

    void handle(Exchange exchange) {
        Fields fields = new Fields(exchange.json());
        ServedModel served = models.find(fields.requireString("model"));
        exchange.about(served);
        refuseUnsupported(fields);
        List<ChatMessage> messages = messages(fields.require("messages"));
        boolean logprobs = fields.flag("logprobs");
        int alternatives = Sampling.alternatives(fields);
        if (alternatives > 0 && !logprobs) {
            throw ApiException.field(
                    "top_logprobs", "invalid_value", "'top_logprobs' needs 'logprobs': true.");
        }
        int choices = Sampling.choices(fields);
        GenerationOptions options =
                Sampling.options(
                                fields,
                                maxTokens(fields, served),
                                logprobs ? Math.max(1, alternatives) : 0,
                                served.model().config().vocabularySize())
                        .withForm(AnswerForms.read(fields, served));
        int[] prompt = served.model().encodeChat(messages);
        ChatFormat format =
                new ChatFormat(
                        Identifiers.next("chatcmpl-"),
                        Instant.now().getEpochSecond(),
                        served.id(),
                        alternatives);
        new AnswerRun(exchange, served, format, metrics)
                .run(
                        List.of(prompt),
                        choices,
                        options,
                        fields.flag("stream"),
                        StreamOptions.includeUsage(fields));
    }

    private static int maxTokens(Fields fields, ServedModel served) {
        int newer = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE).orElse(0);
        int older = fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(served.context());
        return Math.min(newer > 0 ? newer : older, served.context());
    }

    private static void refuseUnsupported(Fields fields) {
        fields.refuse("tools", "it does not call tools");
        fields.refuse("functions", "it does not call functions");
        for (String name : List.of("tool_choice", "function_call")) {
            fields.find(name)
                    .filter(choice -> !Set.of("none", "auto").contains(choice.asString("")))
                    .ifPresent(
                            choice -> {
                                throw Fields.unsupported(name, "it does not call tools");
                            });
        }
        fields.find("modalities")
                .filter(node -> node.valueStream().anyMatch(it -> !it.asString("").equals("text")))
                .ifPresent(
                        node -> {
                            throw Fields.unsupported("modalities", "answers are text");
                        });
        fields.refuse("audio", "answers are text");
        fields.refuse("web_search_options", "it does not search the web");
    }

    private static List<ChatMessage> messages(JsonNode list) {
        if (!list.isArray()) {
            throw Fields.wrongType("messages", "an array of messages", list);
        }
        if (list.isEmpty()) {
            throw ApiException.field(
                    "messages", "empty_array", "'messages' is empty; send at least one message.");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(list.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private static ChatMessage message(JsonNode node, String place) {
        if (!node.isObject()) {
            throw Fields.wrongType(place, "an object with 'role' and 'content'", node);
        }
        JsonNode role = node.path("role");
        if (!role.isString()) {
            throw ApiException.field(
                    place + ".role",
                    "missing_required_parameter",
                    "Missing required parameter: '" + place + ".role'.");
        }
        if (!ROLES.contains(role.stringValue())) {
            throw ApiException.field(
                    place + ".role",
                    "invalid_value",
                    "Unknown role '%s'; known are system, developer, user and assistant."
                            .formatted(role.stringValue()));
        }
        if (!node.path("tool_calls").isEmpty() || node.path("function_call").isObject()) {
            throw Fields.unsupported(place + ".tool_calls", "it does not call tools");
        }
        String name = role.stringValue().equals("developer") ? "system" : role.stringValue();
        return new ChatMessage(name, content(node.path("content"), place + ".content"));
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
}
