package dev.sundog.model.chat.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code json.dumps} with the settings that Hugging Face gives to {@code tojson}. */
final class PythonJson {
    private static final int DEEPEST = 100;

    private final StringBuilder out = new StringBuilder();
    private final boolean ascii;
    private final boolean sorted;
    private final Optional<String> indent;
    private final String itemSeparator;
    private final String keySeparator;

    private PythonJson(
            boolean ascii,
            boolean sorted,
            Optional<String> indent,
            String itemSeparator,
            String keySeparator) {
        this.ascii = ascii;
        this.sorted = sorted;
        this.indent = indent;
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
    }

    /** The filter {@code tojson(ensure_ascii=False, indent, separators, sort_keys)}. */
    static String filter(Object value, Arguments arguments) {
        arguments.check("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        Optional<String> indent =
                switch (arguments.get(1, "indent")) {
                    case Value.None none -> Optional.empty();
                    case Long width -> {
                        if (width > 1000) {
                            throw new JinjaException("tojson cannot indent by " + width);
                        }
                        yield Optional.of(" ".repeat((int) Math.max(0, width)));
                    }
                    case Boolean one -> Optional.of(one ? " " : "");
                    case String text -> Optional.of(text);
                    default -> throw new JinjaException("tojson: indent must be a number or text");
                };
        Object separators = arguments.get(2, "separators");
        List<Object> pair =
                separators == Value.None.NONE
                        ? List.of(indent.isPresent() ? "," : ", ", ": ")
                        : Sequences.toList(separators);
        if (pair.size() != 2) {
            throw new JinjaException("tojson: separators must be two texts");
        }
        PythonJson json =
                new PythonJson(
                        Operators.truth(arguments.get(0, "ensure_ascii", false)),
                        Operators.truth(arguments.get(3, "sort_keys", false)),
                        indent,
                        PythonText.str(pair.get(0)),
                        PythonText.str(pair.get(1)));
        json.write(value, 0);
        return json.out.toString();
    }

    private void write(Object value, int depth) {
        if (depth > DEEPEST || out.length() > Budget.LONGEST_TEXT) {
            throw new JinjaException("tojson: the value is too deep or too long");
        }
        switch (value) {
            case String text -> quote(text);
            case Value.Markup markup -> quote(markup.text());
            case Boolean truth -> out.append(truth);
            case Long number -> out.append(number);
            case Double number -> out.append(number(number));
            case Value.None none -> out.append("null");
            case List<?> list -> array(list, depth);
            case Value.Tuple tuple -> array(tuple.items(), depth);
            case Map<?, ?> map -> object(map, depth);
            default ->
                    throw new JinjaException(
                            "object of type "
                                    + Operators.typeName(value)
                                    + " is not JSON serializable");
        }
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        return Double.isInfinite(number)
                ? number > 0 ? "Infinity" : "-Infinity"
                : PythonText.number(number);
    }

    private void array(List<?> list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            separate(i, depth + 1);
            write(list.get(i), depth + 1);
        }
        newLine(depth);
        out.append(']');
    }

    private void object(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        if (sorted) {
            entries.sort(Comparator.comparing(Map.Entry::getKey, Operators::compare));
        }
        out.append('{');
        for (int i = 0; i < entries.size(); i++) {
            separate(i, depth + 1);
            quote(key(entries.get(i).getKey()));
            out.append(keySeparator);
            write(entries.get(i).getValue(), depth + 1);
        }
        newLine(depth);
        out.append('}');
    }

    private void separate(int index, int depth) {
        if (index > 0) {
            out.append(itemSeparator);
        }
        newLine(depth);
    }

    private void newLine(int depth) {
        indent.ifPresent(step -> out.append('\n').append(step.repeat(depth)));
    }

    private static String key(Object key) {
        return switch (key) {
            case String text -> text;
            case Value.Markup markup -> markup.text();
            case Boolean truth -> truth.toString();
            case Long number -> number.toString();
            case Double number -> number(number);
            case Value.None none -> "null";
            default -> throw new JinjaException("tojson: a key cannot be " + PythonText.repr(key));
        };
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > '~')) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
