package dev.sundog.server;

import dev.sundog.inference.constraint.Constraints;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.AnswerForm;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request binds its answers to: OpenAI's {@code response_format}, llama.cpp's {@code
 * grammar} and {@code json_schema}, {@code regex} (SGLang's too), vLLM's {@code guided_json},
 * {@code guided_regex}, {@code guided_choice} and {@code guided_grammar}. Forms are made ready
 * here, so that what is wrong with one is the fault of its field.
 */
final class AnswerForms {
    private AnswerForms() {}

    /** The form of a request, ready for the model, if it asks for one. */
    static Optional<AnswerForm> read(Fields fields, ServedModel served) {
        Map<String, AnswerForm> asked = new LinkedHashMap<>();
        fields.find("response_format")
                .flatMap(AnswerForms::ofFormat)
                .ifPresent(form -> asked.put("response_format", form));
        for (String name : new String[] {"json_schema", "guided_json"}) {
            find(fields, name)
                    .ifPresent(
                            node -> asked.put(name, new AnswerForm.JsonSchema(schema(name, node))));
        }
        for (String name : new String[] {"grammar", "guided_grammar"}) {
            find(fields, name)
                    .ifPresent(node -> asked.put(name, new AnswerForm.Gbnf(text(name, node))));
        }
        for (String name : new String[] {"regex", "guided_regex"}) {
            find(fields, name)
                    .ifPresent(node -> asked.put(name, new AnswerForm.Regex(text(name, node))));
        }
        find(fields, "guided_choice").ifPresent(node -> asked.put("guided_choice", ofChoice(node)));
        fields.find("structured_outputs")
                .ifPresent(node -> asked.putAll(ofNewer("structured_outputs", node)));
        if (asked.size() > 1) {
            throw ApiException.field(
                    asked.keySet().stream().skip(1).findFirst().orElseThrow(),
                    "invalid_value",
                    "An answer has one form; the request asks for " + asked.keySet() + ".");
        }
        asked.forEach((name, form) -> prepare(name, form, served));
        return asked.values().stream().findFirst();
    }

    /** Makes a form ready for the model. */
    static void prepare(String field, AnswerForm form, ServedModel served) {
        attempt(field, () -> served.model().constraints().of(form));
    }

    /** Whether a form is in order. */
    static void check(String field, AnswerForm form) {
        attempt(field, () -> Constraints.grammar(form));
    }

    private static void attempt(String field, Runnable task) {
        try {
            task.run();
        } catch (SundogException refused) {
            throw ApiException.field(
                    field,
                    refused.code().equals("schema-unsupported")
                            ? "unsupported_value"
                            : "invalid_value",
                    "Invalid '%s': %s.".formatted(field, refused.getMessage()));
        }
    }

    /** The field, unless it is empty. */
    private static Optional<JsonNode> find(Fields fields, String name) {
        return fields.find(name)
                .filter(node -> !(node.isString() && node.stringValue().isEmpty()))
                .filter(node -> !(node.isBoolean() && !node.booleanValue()));
    }

    private static Optional<AnswerForm> ofFormat(JsonNode format) {
        if (!format.isObject()) {
            throw Fields.wrongType("response_format", "an object with 'type'", format);
        }
        String type = format.path("type").asString("");
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" ->
                    Optional.of(
                            format.path("schema").isObject()
                                    ? new AnswerForm.JsonSchema(format.path("schema").toString())
                                    : new AnswerForm.JsonObject());
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject() && !schema.isBoolean()) {
                    throw ApiException.field(
                            "response_format",
                            "missing_required_parameter",
                            "Missing required parameter: 'response_format.json_schema.schema'.");
                }
                yield Optional.of(new AnswerForm.JsonSchema(schema.toString()));
            }
            default ->
                    throw ApiException.field(
                            "response_format",
                            "invalid_value",
                            "Unknown type '%s' of 'response_format'; known are text, json_object and json_schema."
                                    .formatted(type));
        };
    }

    /** What newer versions of vLLM have instead of {@code guided_…}. */
    private static Map<String, AnswerForm> ofNewer(String field, JsonNode node) {
        if (!node.isObject()) {
            throw Fields.wrongType(field, "an object", node);
        }
        Map<String, AnswerForm> asked = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = field + "." + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull() || value.isBoolean() && !value.booleanValue()) {
                continue;
            }
            switch (entry.getKey()) {
                case "json" -> asked.put(name, new AnswerForm.JsonSchema(schema(name, value)));
                case "regex" -> asked.put(name, new AnswerForm.Regex(text(name, value)));
                case "choice" -> asked.put(name, ofChoice(value));
                case "grammar" -> asked.put(name, new AnswerForm.Gbnf(text(name, value)));
                case "json_object" -> asked.put(name, new AnswerForm.JsonObject());
                default ->
                        throw ApiException.field(
                                name,
                                "unsupported_parameter",
                                "'"
                                        + name
                                        + "' is not supported; known are json, regex, choice,"
                                        + " grammar and json_object.");
            }
        }
        return asked;
    }

    private static String schema(String name, JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (!node.isObject() && !node.isBoolean()) {
            throw Fields.wrongType(name, "a JSON schema", node);
        }
        return node.toString();
    }

    private static String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw Fields.wrongType(name, "a string", node);
        }
        return node.stringValue();
    }

    private static AnswerForm ofChoice(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || !list.valueStream().allMatch(JsonNode::isString)) {
            throw Fields.wrongType("guided_choice", "an array of strings", list);
        }
        StringBuilder pattern = new StringBuilder();
        for (JsonNode choice : list) {
            pattern.append(pattern.isEmpty() ? "(?:" : "|");
            choice.stringValue()
                    .codePoints()
                    .forEach(character -> pattern.append("\\u{%x}".formatted(character)));
        }
        return new AnswerForm.Regex(pattern.append(')').toString());
    }
}
