package dev.sundog.server;

import dev.sundog.inference.tool.ToolFunction;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The functions that a request offers, {@code tools}, and whether one must be called, {@code
 * tool_choice}.
 *
 * @param definitions as the request has them, those that may be called
 * @param functions the same
 * @param required whether the answer must call
 * @param several whether it may call more than one
 */
record Tools(
        List<JsonNode> definitions,
        List<ToolFunction> functions,
        boolean required,
        boolean several) {
    /** Nothing to call. */
    static final Tools NONE = new Tools(List.of(), List.of(), false, false);

    private static final int MOST = 1024;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.:/-]{1,128}");
    private static final String NO_PARAMETERS =
            "{\"type\":\"object\",\"additionalProperties\":false}";

    Tools {
        definitions = List.copyOf(definitions);
        functions = List.copyOf(functions);
    }

    static Tools read(Fields fields) {
        fields.refuse("functions", "give them as 'tools'");
        fields.find("function_call")
                .filter(choice -> !Set.of("none", "auto").contains(choice.asString("")))
                .ifPresent(
                        choice -> {
                            throw Fields.unsupported("function_call", "give a 'tool_choice'");
                        });
        boolean several = fields.find("parallel_tool_calls").isEmpty();
        several |= fields.flag("parallel_tool_calls");
        Tools all = definitions(fields, several);
        Optional<JsonNode> choice = fields.find("tool_choice");
        if (choice.isEmpty()) {
            return all;
        }
        return all.chosen(choice.get());
    }

    /** Where the functions are among the definitions. */
    List<Integer> places() {
        List<String> names =
                definitions.stream()
                        .map(it -> it.path("function").path("name").asString(""))
                        .toList();
        return functions.stream().map(function -> names.indexOf(function.name())).toList();
    }

    boolean isEmpty() {
        return functions.isEmpty();
    }

    private static Tools definitions(Fields fields, boolean several) {
        Optional<JsonNode> found = fields.find("tools");
        if (found.isEmpty()) {
            return new Tools(List.of(), List.of(), false, several);
        }
        JsonNode list = found.get();
        if (!list.isArray()) {
            throw Fields.wrongType("tools", "an array of tools", list);
        }
        if (list.size() > MOST) {
            throw ApiException.field(
                    "tools",
                    "array_above_max_length",
                    "'tools' has %d entries, at most %d are taken.".formatted(list.size(), MOST));
        }
        List<JsonNode> definitions = new ArrayList<>();
        List<ToolFunction> functions = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            ToolFunction function = function(list.get(i), "tools[" + i + "]");
            if (!names.add(function.name())) {
                throw ApiException.field(
                        "tools[" + i + "].function.name",
                        "invalid_value",
                        "There are two functions '" + function.name() + "'.");
            }
            functions.add(function);
            definitions.add(list.get(i));
        }
        return new Tools(definitions, functions, false, several);
    }

    private static ToolFunction function(JsonNode tool, String place) {
        if (!tool.isObject()) {
            throw Fields.wrongType(place, "an object with 'type' and 'function'", tool);
        }
        String type = tool.path("type").asString("function");
        if (!type.equals("function")) {
            throw ApiException.field(
                    place + ".type",
                    "invalid_value",
                    "Unknown type '%s' of a tool; known is function.".formatted(type));
        }
        JsonNode function = tool.path("function");
        if (!function.isObject()) {
            throw missing(place + ".function");
        }
        JsonNode name = function.path("name");
        if (!name.isString()) {
            throw missing(place + ".function.name");
        }
        if (!NAME.matcher(name.stringValue()).matches()) {
            throw ApiException.field(
                    place + ".function.name",
                    "invalid_value",
                    "The name of a function has 1 to 128 letters, digits and _ - . : /");
        }
        return new ToolFunction(
                name.stringValue(),
                parameters(function.path("parameters"), place + ".function.parameters"));
    }

    /** Arguments are an object, also where the schema does not say so. */
    private static String parameters(JsonNode schema, String place) {
        if (schema.isMissingNode() || schema.isNull() || schema.isObject() && schema.isEmpty()) {
            return NO_PARAMETERS;
        }
        if (!(schema instanceof ObjectNode object)) {
            throw Fields.wrongType(place, "a JSON schema", schema);
        }
        if (object.has("type") && !object.path("type").asString("").equals("object")) {
            throw ApiException.field(
                    place, "invalid_value", "The 'type' of '" + place + "' must be 'object'.");
        }
        if (object.has("type") || object.has("$ref")) {
            return object.toString();
        }
        ObjectNode typed = Json.object().put("type", "object");
        typed.setAll(object);
        return typed.toString();
    }

    private static ApiException missing(String place) {
        return ApiException.field(
                place,
                "missing_required_parameter",
                "Missing required parameter: '" + place + "'.");
    }

    private Tools chosen(JsonNode choice) {
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "none" -> NONE;
                case "auto" -> this;
                case "required", "any" -> must(functions);
                default -> throw unknownChoice(choice.stringValue());
            };
        }
        if (!choice.isObject()) {
            throw Fields.wrongType("tool_choice", "a string or an object", choice);
        }
        String type = choice.path("type").asString("");
        if (type.equals("function")) {
            return named(choice.path("function").path("name"));
        }
        if (type.equals("allowed_tools")) {
            return allowed(choice.path("allowed_tools"));
        }
        throw unknownChoice(type);
    }

    private static ApiException unknownChoice(String found) {
        return ApiException.field(
                "tool_choice",
                "invalid_value",
                "Unknown 'tool_choice' '%s'; known are none, auto, required and a function by name."
                        .formatted(found));
    }

    private Tools named(JsonNode name) {
        if (!name.isString()) {
            throw missing("tool_choice.function.name");
        }
        return new Tools(definitions, List.of(byName(name.stringValue())), true, false);
    }

    private ToolFunction byName(String name) {
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                ApiException.field(
                                        "tool_choice",
                                        "invalid_value",
                                        "'tool_choice' names the function '%s', which is not among 'tools'."
                                                .formatted(name)));
    }

    private Tools allowed(JsonNode choice) {
        List<ToolFunction> some = new ArrayList<>();
        choice.path("tools")
                .forEach(tool -> some.add(byName(tool.path("function").path("name").asString(""))));
        if (choice.path("mode").asString("auto").equals("required")) {
            return must(some);
        }
        return new Tools(definitions, some, false, several);
    }

    private Tools must(List<ToolFunction> some) {
        if (some.isEmpty()) {
            throw ApiException.field(
                    "tool_choice",
                    "invalid_value",
                    "'tool_choice' asks for a call, and there are no 'tools'.");
        }
        return new Tools(definitions, some, true, several);
    }
}
