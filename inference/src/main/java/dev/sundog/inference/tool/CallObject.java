package dev.sundog.inference.tool;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;
import java.util.Set;

/**
 * A call as a JSON object with a name and arguments, under any of the names that families give
 * them.
 */
final class CallObject {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Set<String> NAMES = Set.of("name", "tool_name", "function");
    private static final Set<String> ARGUMENTS = Set.of("arguments", "parameters", "input");
    private static final Set<String> OTHERS = Set.of("type", "id", "tool_call_id", "call_id");

    private final CharSequence text;
    private Optional<String> name = Optional.empty();
    private Optional<String> arguments = Optional.empty();
    private boolean alien;
    private String problem = "it is no JSON object";

    private CallObject(CharSequence text) {
        this.text = text;
    }

    /**
     * What was read.
     *
     * @param end of the object, {@link JsonScan#OPEN} or {@link JsonScan#BROKEN}
     * @param name if it is known
     * @param arguments what there is of them
     * @param alien whether it has keys that calls have not before it has a name and arguments
     * @param problem why it is broken, if it is
     */
    record Found(
            int end,
            Optional<String> name,
            Optional<String> arguments,
            boolean alien,
            String problem) {}

    /** Reads the object that begins at {@code at}. */
    static Found read(CharSequence text, int at) {
        CallObject reading = new CallObject(text);
        int end = reading.object(at, 0);
        if (end >= 0 && reading.name.isEmpty()) {
            reading.problem = "it names no function";
            end = JsonScan.BROKEN;
        }
        return new Found(end, reading.name, reading.arguments, reading.alien, reading.problem);
    }

    private int object(int from, int depth) {
        if (from >= text.length()) {
            return JsonScan.OPEN;
        }
        if (text.charAt(from) != '{') {
            return JsonScan.BROKEN;
        }
        int at = JsonScan.space(text, from + 1);
        if (at < text.length() && text.charAt(at) == '}') {
            return at + 1;
        }
        while (true) {
            int value = JsonScan.key(text, at);
            if (value < 0) {
                problem = "a key is no JSON string";
                return value;
            }
            String key = decoded(at, JsonScan.string(text, at));
            at = member(key, value, depth);
            if (at < 0) {
                return at;
            }
            at = JsonScan.space(text, at);
            if (at >= text.length()) {
                return JsonScan.OPEN;
            }
            if (text.charAt(at) == '}') {
                return at + 1;
            }
            if (text.charAt(at) != ',') {
                problem = "expected ',' or '}' after '" + key + "'";
                return JsonScan.BROKEN;
            }
            at = JsonScan.space(text, at + 1);
        }
    }

    /** Reads the value of a key; where it ends. */
    private int member(String key, int at, int depth) {
        if (at >= text.length()) {
            return JsonScan.OPEN;
        }
        problem = "the value of '" + key + "' is no JSON";
        boolean object = text.charAt(at) == '{';
        if (key.equals("function") && object && depth == 0) {
            return object(at, 1);
        }
        if (NAMES.contains(key)) {
            return name(key, at);
        }
        if (ARGUMENTS.contains(key)) {
            return arguments(at);
        }
        alien |= !OTHERS.contains(key) && (name.isEmpty() || arguments.isEmpty());
        return JsonScan.value(text, at);
    }

    private int name(String key, int at) {
        if (text.charAt(at) != '"' || name.isPresent()) {
            problem = "'" + key + "' is not the one name of a function";
            return JsonScan.BROKEN;
        }
        int end = JsonScan.string(text, at);
        if (end >= 0) {
            name = Optional.of(decoded(at, end));
        }
        return end;
    }

    private int arguments(int at) {
        if (arguments.isPresent()) {
            problem = "it has arguments twice";
            return JsonScan.BROKEN;
        }
        int end = JsonScan.value(text, at);
        if (text.charAt(at) == '{') {
            if (end != JsonScan.BROKEN) {
                int to = end < 0 ? text.length() : end;
                arguments = Optional.of(JsonScan.escaped(text.subSequence(at, to)));
            } else {
                problem = "its arguments are no JSON";
            }
            return end;
        }
        if (end < 0) {
            return end;
        }
        arguments = ofOther(at, end);
        if (arguments.isEmpty()) {
            problem = "its arguments are no JSON object";
            return JsonScan.BROKEN;
        }
        return end;
    }

    /** Arguments that are a string with an object in it, or null. */
    private Optional<String> ofOther(int at, int end) {
        if (text.charAt(at) == 'n') {
            return Optional.of("{}");
        }
        if (text.charAt(at) == '"') {
            String inner = decoded(at, end);
            int from = JsonScan.space(inner, 0);
            if (from < inner.length() && inner.charAt(from) == '{') {
                int to = JsonScan.value(inner, from);
                if (to > 0 && JsonScan.space(inner, to) == inner.length()) {
                    return Optional.of(JsonScan.escaped(inner.substring(from, to)));
                }
            }
        }
        return Optional.empty();
    }

    private String decoded(int from, int to) {
        String quoted = JsonScan.escaped(text.subSequence(from, to));
        try {
            JsonNode node = MAPPER.readTree(quoted);
            return node.stringValue();
        } catch (JacksonException malformed) {
            return quoted;
        }
    }
}
