package dev.sundog.inference.tool;

import static dev.sundog.inference.tool.JsonScan.BROKEN;
import static dev.sundog.inference.tool.JsonScan.OPEN;
import static dev.sundog.inference.tool.JsonScan.space;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Arguments as {@code <parameter=key>value</parameter>}. A value is what its schema says; without a
 * schema, JSON if it is some, else a text.
 *
 * @param end of the tag that ends them, {@link JsonScan#OPEN} or {@link JsonScan#BROKEN}
 * @param arguments as JSON, as far as they are there
 */
record TaggedParameters(int end, String arguments) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String END = "</parameter>";

    /** How keys are written in {@code <function=…>}. */
    static final String BY_SIGN = "<parameter=";

    /** How keys are written in {@code <invoke name=…>}. */
    static final String BY_NAME = "<parameter name=";

    /** Reads what begins at {@code from}, with such keys, and ends with {@code closer}. */
    static TaggedParameters read(
            StringBuilder text, int from, ToolFunction function, String begin, String closer) {
        StringBuilder json = new StringBuilder("{");
        int at = from;
        while (true) {
            at = space(text, at);
            if (begins(text, at, closer)) {
                return new TaggedParameters(at + closer.length(), json.append('}').toString());
            }
            if (!begins(text, at, begin)) {
                String rest = text.substring(at, Math.min(text.length(), at + begin.length()));
                boolean open = begin.startsWith(rest) || closer.startsWith(rest);
                return new TaggedParameters(open ? OPEN : BROKEN, json.toString());
            }
            int stop = text.indexOf(">", at);
            int end = stop < 0 ? -1 : text.indexOf(END, stop);
            if (end < 0) {
                return new TaggedParameters(OPEN, json.toString());
            }
            String key = text.substring(at + begin.length(), stop).replace("\"", "").strip();
            json.append(json.length() > 1 ? ", " : "").append(quoted(key)).append(": ");
            json.append(value(function, key, text.substring(stop + 1, end)));
            at = end + END.length();
        }
    }

    private static boolean begins(StringBuilder text, int at, String literal) {
        return text.length() - at >= literal.length()
                && text.substring(at, at + literal.length()).equals(literal);
    }

    /** A value as JSON. */
    static String value(ToolFunction function, String key, String written) {
        int from = written.startsWith("\n") ? 1 : 0;
        int to = written.length() > from && written.endsWith("\n") ? 1 : 0;
        String value = written.substring(from, written.length() - to);
        if (!isText(function, key)) {
            int start = space(value, 0);
            int end = JsonScan.value(value + " ", start);
            if (end > 0 && space(value, end) == value.length()) {
                return JsonScan.escaped(value.substring(start, end));
            }
        }
        return quoted(value);
    }

    private static boolean isText(ToolFunction function, String key) {
        try {
            JsonNode type =
                    MAPPER.readTree(function.parameters())
                            .path("properties")
                            .path(key)
                            .path("type");
            return type.asString("").equals("string");
        } catch (JacksonException malformed) {
            return false;
        }
    }

    /** A text as a JSON string. */
    static String quoted(String text) {
        return MAPPER.writeValueAsString(StringNode.valueOf(text));
    }
}
