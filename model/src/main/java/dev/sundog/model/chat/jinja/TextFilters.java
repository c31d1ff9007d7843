package dev.sundog.model.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters on texts, numbers and single values. */
final class TextFilters {
    private static final Pattern WORD_START =
            Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+(?:_\\d+)*");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");

    private TextFilters() {}

    static void register(Map<String, Filters.Filter> filters) {
        filters.put("upper", (value, a) -> PythonText.str(value).toUpperCase(Locale.ROOT));
        filters.put("lower", (value, a) -> PythonText.str(value).toLowerCase(Locale.ROOT));
        filters.put("capitalize", (value, a) -> TextMethods.capitalize(PythonText.str(value)));
        filters.put("title", (value, a) -> title(PythonText.str(value)));
        filters.put("trim", (value, a) -> TextMethods.strip(PythonText.str(value), a, true, true));
        filters.put("replace", TextFilters::replace);
        filters.put("indent", TextFilters::indent);
        filters.put("truncate", TextFilters::truncate);
        filters.put("center", TextFilters::center);
        filters.put(
                "wordcount", (value, a) -> WORD.matcher(PythonText.str(value)).results().count());
        filters.put("string", TextFilters::string);
        filters.put("safe", (value, a) -> new Value.Markup(PythonText.str(value)));
        filters.put("escape", (value, a) -> Operators.escape(value));
        filters.put("e", (value, a) -> Operators.escape(value));
        filters.put("forceescape", (value, a) -> Operators.escape(PythonText.str(value)));
        filters.put("urlencode", (value, a) -> urlEncode(PythonText.str(value)));
        filters.put("format", TextFilters::format);
        filters.put("pprint", (value, a) -> PythonText.repr(value));
        filters.put("int", TextFilters::integer);
        filters.put("float", TextFilters::real);
        filters.put("abs", (value, a) -> absolute(value));
        filters.put("round", TextFilters::round);
        filters.put("default", TextFilters::otherwise);
        filters.put("d", TextFilters::otherwise);
        filters.put("attr", TextFilters::attribute);
    }

    private static Object string(Object value, Arguments arguments) {
        arguments.check("string", 0);
        return value instanceof Value.Markup ? value : PythonText.str(value);
    }

    private static String title(String text) {
        StringBuilder titled = new StringBuilder();
        Matcher matcher = WORD_START.matcher(text);
        int from = 0;
        while (matcher.find()) {
            titled.append(upperFirst(text.substring(from, matcher.start())))
                    .append(matcher.group());
            from = matcher.end();
        }
        return titled.append(upperFirst(text.substring(from))).toString();
    }

    private static String upperFirst(String word) {
        if (word.isEmpty()) {
            return word;
        }
        int end = word.offsetByCodePoints(0, 1);
        return word.substring(0, end).toUpperCase(Locale.ROOT)
                + word.substring(end).toLowerCase(Locale.ROOT);
    }

    private static Object replace(Object value, Arguments arguments) {
        arguments.check("replace", 2, "old", "new", "count");
        return TextMethods.replace(
                PythonText.str(value),
                Arguments.of(
                        PythonText.str(arguments.get(0, "old")),
                        PythonText.str(arguments.get(1, "new")),
                        arguments.get(2, "count")));
    }

    private static Object indent(Object value, Arguments arguments) {
        arguments.check("indent", 0, "width", "first", "blank");
        Object width = arguments.get(0, "width", 4L);
        String by = Operators.isText(width) ? PythonText.str(width) : spaces(width);
        boolean blank = Operators.truth(arguments.get(2, "blank", false));
        List<String> lines = TextSplitting.lines(PythonText.str(value) + "\n", false);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            boolean indents =
                    i == 0
                            ? Operators.truth(arguments.get(1, "first", false))
                            : blank || !lines.get(i).isEmpty();
            out.append(i == 0 ? "" : "\n").append(indents ? by : "").append(lines.get(i));
            if (out.length() > Budget.LONGEST_TEXT) {
                throw new JinjaException("indent makes too long a text");
            }
        }
        return value instanceof Value.Markup ? new Value.Markup(out.toString()) : out.toString();
    }

    private static String spaces(Object width) {
        long count = Operators.integer(width, "indent's width");
        if (count > 10_000) {
            throw new JinjaException("indent's width " + count + " is too large");
        }
        return " ".repeat((int) Math.max(0, count));
    }

    private static Object truncate(Object value, Arguments arguments) {
        arguments.check("truncate", 0, "length", "killwords", "end", "leeway");
        String text = PythonText.str(value);
        long length = Operators.integer(arguments.get(0, "length", 255L), "length");
        String end = PythonText.str(arguments.get(2, "end", "..."));
        Object leeway = arguments.get(3, "leeway", 5L);
        long slack = leeway == Value.None.NONE ? 5 : Operators.integer(leeway, "leeway");
        int endLength = PythonText.length(end);
        if (length < endLength) {
            throw new JinjaException("truncate: length must be at least " + endLength);
        }
        if (PythonText.length(text) <= length + slack) {
            return text;
        }
        String kept = PythonText.substring(text, 0, (int) length - endLength);
        if (!Operators.truth(arguments.get(1, "killwords", false))) {
            int space = kept.lastIndexOf(' ');
            kept = space < 0 ? kept : kept.substring(0, space);
        }
        return kept + end;
    }

    private static Object center(Object value, Arguments arguments) {
        arguments.check("center", 0, "width");
        return TextMethods.justify(
                PythonText.str(value), Arguments.of(arguments.get(0, "width", 80L)), 1, 1);
    }

    private static String urlEncode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~")
                .replace("%2F", "/");
    }

    private static Object format(Object value, Arguments arguments) {
        Object values =
                arguments.named().isEmpty()
                        ? new Value.Tuple(arguments.positional())
                        : arguments.named();
        return PythonFormat.percent(PythonText.str(value), values);
    }

    private static void defined(Object value) {
        if (value instanceof Value.Undefined undefined) {
            throw new JinjaException(undefined.message());
        }
    }

    private static Object integer(Object value, Arguments arguments) {
        arguments.check("int", 0, "default", "base");
        defined(value);
        Object otherwise = arguments.get(0, "default", 0L);
        if (Operators.isText(value)) {
            String text = TextMethods.strip(PythonText.str(value), Arguments.NONE, true, true);
            long base = Operators.integer(arguments.get(1, "base", 10L), "base");
            Optional<Long> whole = parse(text, base);
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        Object real = real(value, Arguments.of(Value.None.NONE));
        if (Operators.isNumber(value) && !(value instanceof Double)) {
            return Operators.integer(value, "int");
        }
        boolean finite = real instanceof Double number && Math.abs(number) < 9.2e18;
        return finite ? (Object) ((Double) real).longValue() : otherwise;
    }

    private static Optional<Long> parse(String text, long base) {
        String digits = text.replaceFirst("^([-+]?)0[" + prefix(base) + "]", "$1");
        boolean fits = base == 10 ? WHOLE.matcher(text).matches() : base >= 2 && base <= 36;
        if (!fits || digits.length() > 100) {
            return Optional.empty();
        }
        try {
            BigInteger value = new BigInteger(digits.replace("_", ""), (int) base);
            return value.bitLength() < 64 ? Optional.of(value.longValue()) : Optional.empty();
        } catch (NumberFormatException malformed) {
            return Optional.empty();
        }
    }

    private static String prefix(long base) {
        return base == 16 ? "xX" : base == 8 ? "oO" : base == 2 ? "bB" : "#";
    }

    private static Object real(Object value, Arguments arguments) {
        arguments.check("float", 0, "default");
        defined(value);
        if (Operators.isNumber(value)) {
            return Operators.real(value);
        }
        if (Operators.isText(value)) {
            String text = TextMethods.strip(PythonText.str(value), Arguments.NONE, true, true);
            if (REAL.matcher(text).matches()) {
                return Double.valueOf(text);
            }
            switch (text.toLowerCase(Locale.ROOT)) {
                case "inf", "infinity", "+inf" -> {
                    return Double.POSITIVE_INFINITY;
                }
                case "-inf", "-infinity" -> {
                    return Double.NEGATIVE_INFINITY;
                }
                case "nan" -> {
                    return Double.NaN;
                }
                default -> {}
            }
        }
        return arguments.get(0, "default", 0.0);
    }

    private static Object absolute(Object value) {
        return value instanceof Double number
                ? (Object) Math.abs(number)
                : (Object) Math.abs(Operators.integer(value, "abs"));
    }

    private static Object round(Object value, Arguments arguments) {
        arguments.check("round", 0, "precision", "method");
        double number = Operators.real(value);
        long precision = Operators.integer(arguments.get(0, "precision", 0L), "precision");
        if (Math.abs(precision) > 300) {
            throw new JinjaException("round: precision " + precision + " is too large");
        }
        String method = PythonText.str(arguments.get(1, "method", "common"));
        RoundingMode mode =
                switch (method) {
                    case "common" -> RoundingMode.HALF_EVEN;
                    case "ceil" -> RoundingMode.CEILING;
                    case "floor" -> RoundingMode.FLOOR;
                    default ->
                            throw new JinjaException("round: method must be common, ceil or floor");
                };
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return number;
        }
        double rounded = new BigDecimal(number).setScale((int) precision, mode).doubleValue();
        return value instanceof Double || !method.equals("common")
                ? (Object) rounded
                : (Object) (long) rounded;
    }

    private static Object otherwise(Object value, Arguments arguments) {
        arguments.check("default", 0, "default_value", "boolean");
        boolean missing =
                value instanceof Value.Undefined
                        || (Operators.truth(arguments.get(1, "boolean", false))
                                && !Operators.truth(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static Object attribute(Object value, Arguments arguments) {
        arguments.check("attr", 1, "name");
        String name = PythonText.str(arguments.get(0, "name"));
        return value instanceof Map<?, ?>
                ? Attributes.attribute(Map.of(), name)
                : Attributes.attribute(value, name);
    }
}
