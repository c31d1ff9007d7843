package dev.sundog.model.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code "…" % values} and {@code "…".format(values)} with the usual conversions. */
final class PythonFormat {
    private static final Pattern PERCENT =
            Pattern.compile("%(?:\\((\\w+)\\))?([-+ 0#]*)(\\d*)(?:\\.(\\d+))?([a-zA-Z%])");
    private static final Pattern FIELD =
            Pattern.compile(
                    "\\{\\{|\\}\\}|\\{(\\w*)((?:\\.\\w+|\\[\\w+\\])*)(?:!([rs]))?(?::([^{}]*))?\\}");
    private static final Pattern SPECIFICATION =
            Pattern.compile("(?:(.)?([<>^]))?([+]?)(0?)(\\d*)(,?)(?:\\.(\\d+))?([sdfexXg%]?)");
    private static final int WIDEST = 10_000;

    private PythonFormat() {}

    static String percent(String format, Object values) {
        List<Object> items = values instanceof Value.Tuple tuple ? tuple.items() : List.of(values);
        StringBuilder out = new StringBuilder();
        Matcher matcher = PERCENT.matcher(format);
        int next = 0;
        int from = 0;
        for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
            if (!matcher.region(at, format.length()).lookingAt()) {
                throw new JinjaException("incomplete format in '" + format + "'");
            }
            out.append(format, from, at);
            from = matcher.end();
            if (matcher.group(5).equals("%")) {
                out.append('%');
                continue;
            }
            Object value;
            if (matcher.group(1) != null && values instanceof Map<?, ?> map) {
                value = Attributes.item(map, matcher.group(1));
            } else if (next < items.size()) {
                value = items.get(next++);
            } else {
                throw new JinjaException("not enough arguments for format string");
            }
            if (out.length() > Budget.LONGEST_TEXT) {
                throw new JinjaException("a format makes too long a text");
            }
            String flags = matcher.group(2);
            out.append(
                    pad(
                            converted(
                                    value,
                                    matcher.group(5),
                                    precision(matcher.group(4)),
                                    flags.contains("+")),
                            width(matcher.group(3)),
                            flags.contains("-") ? '<' : '>',
                            flags.contains("0") ? '0' : ' '));
        }
        if (next < items.size() && !(values instanceof Map<?, ?>)) {
            throw new JinjaException("not all arguments converted during string formatting");
        }
        return out.append(format, from, format.length()).toString();
    }

    static String braces(String format, Arguments arguments) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = FIELD.matcher(format);
        int from = 0;
        int next = 0;
        while (matcher.find()) {
            plain(format.substring(from, matcher.start()), format);
            out.append(format, from, matcher.start());
            from = matcher.end();
            if (matcher.group(1) == null) {
                out.append(format.charAt(matcher.start()));
                continue;
            }
            String name = matcher.group(1);
            boolean indexed = name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 9;
            int index = !indexed ? -1 : name.isEmpty() ? next++ : Integer.parseInt(name);
            Object value =
                    indexed
                            ? index < arguments.positional().size()
                                    ? arguments.positional().get(index)
                                    : absent(name)
                            : arguments.named().containsKey(name)
                                    ? arguments.get(Integer.MAX_VALUE, name)
                                    : absent(name);
            value = path(value, matcher.group(2));
            String conversion = matcher.group(3);
            String specification = matcher.group(4);
            out.append(
                    specified(
                            "r".equals(conversion)
                                    ? PythonText.repr(value)
                                    : "s".equals(conversion) ? PythonText.str(value) : value,
                            specification == null ? "" : specification));
            if (out.length() > Budget.LONGEST_TEXT) {
                throw new JinjaException("format makes too long a text");
            }
        }
        plain(format.substring(from), format);
        return out.append(format, from, format.length()).toString();
    }

    private static Object path(Object root, String path) {
        Object value = root;
        Matcher steps = Pattern.compile("\\.(\\w+)|\\[(\\w+)\\]").matcher(path);
        while (steps.find()) {
            if (steps.group(1) != null) {
                value = Attributes.attribute(value, steps.group(1));
            } else {
                String key = steps.group(2);
                boolean index = key.length() < 9 && key.chars().allMatch(Character::isDigit);
                value = Attributes.item(value, index ? (Object) Long.valueOf(key) : key);
            }
        }
        return value;
    }

    private static void plain(String text, String format) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new JinjaException("a brace without its counterpart in format '" + format + "'");
        }
    }

    private static Object absent(String name) {
        throw new JinjaException("format has no argument '" + name + "'");
    }

    private static String specified(Object value, String specification) {
        if (specification.isEmpty()) {
            return PythonText.str(value);
        }
        Matcher parts = SPECIFICATION.matcher(specification);
        if (!parts.matches()) {
            throw new JinjaException("invalid format specifier '" + specification + "'");
        }
        boolean number = Operators.isNumber(value) && !(value instanceof Boolean);
        String type = parts.group(8);
        if (type.isEmpty()) {
            type = value instanceof Long ? "d" : parts.group(7) != null && number ? "g" : "s";
        }
        String text = converted(value, type, precision(parts.group(7)), !parts.group(3).isEmpty());
        if (!parts.group(6).isEmpty()) {
            text = grouped(text);
        }
        boolean zeros = !parts.group(4).isEmpty();
        String align = parts.group(2);
        String fill = parts.group(1);
        return pad(
                text,
                width(parts.group(5)),
                align == null ? (number ? '>' : '<') : align.charAt(0),
                fill == null ? (zeros ? '0' : ' ') : fill.charAt(0));
    }

    private static String grouped(String number) {
        int end = number.indexOf('.') < 0 ? number.length() : number.indexOf('.');
        StringBuilder out = new StringBuilder(number);
        for (int i = end - 3; i > (number.startsWith("-") ? 1 : 0); i -= 3) {
            out.insert(i, ',');
        }
        return out.toString();
    }

    private static int width(String digits) {
        return digits.isEmpty() ? 0 : bounded(digits);
    }

    private static int precision(@Nullable String digits) {
        return digits == null ? -1 : bounded(digits);
    }

    private static int bounded(String digits) {
        if (digits.length() > 5 || Integer.parseInt(digits) > WIDEST) {
            throw new JinjaException("a format width over " + WIDEST);
        }
        return Integer.parseInt(digits);
    }

    private static String converted(Object value, String type, int precision, boolean plus) {
        return switch (type) {
            case "s" -> cut(PythonText.str(value), precision);
            case "r" -> cut(PythonText.repr(value), precision);
            case "d", "i", "u" ->
                    signed(
                            String.valueOf(
                                    value instanceof Double number
                                            ? (Object) number.longValue()
                                            : Operators.integer(value, "%d's argument")),
                            plus);
            case "f", "F" -> signed(fixed(Operators.real(value), precision), plus);
            case "%" -> fixed(Operators.real(value) * 100, precision) + "%";
            case "e" ->
                    signed(
                            String.format(
                                    Locale.ROOT,
                                    "%." + (precision < 0 ? 6 : precision) + "e",
                                    Operators.real(value)),
                            plus);
            case "g" -> general(Operators.real(value), precision < 0 ? 6 : Math.max(1, precision));
            case "x" -> Long.toHexString(Operators.integer(value, "%x's argument"));
            case "X" ->
                    Long.toHexString(Operators.integer(value, "%X's argument"))
                            .toUpperCase(Locale.ROOT);
            default -> throw new JinjaException("unsupported format character '" + type + "'");
        };
    }

    private static String general(double value, int precision) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            String text = PythonText.number(value);
            return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        }
        BigDecimal rounded =
                new BigDecimal(value)
                        .round(new MathContext(precision, RoundingMode.HALF_EVEN))
                        .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < precision) {
            return rounded.toPlainString();
        }
        String text = PythonText.number(rounded.doubleValue());
        return text.contains("e")
                ? text
                : String.format(Locale.ROOT, "%." + (rounded.precision() - 1) + "e", value);
    }

    private static String cut(String text, int precision) {
        return precision < 0 || precision >= PythonText.length(text)
                ? text
                : PythonText.substring(text, 0, precision);
    }

    private static String fixed(double value, int precision) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return PythonText.number(value);
        }
        String text =
                new BigDecimal(value)
                        .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
        return value < 0 && !text.startsWith("-") ? "-" + text : text;
    }

    private static String signed(String number, boolean plus) {
        return plus && !number.startsWith("-") ? "+" + number : number;
    }

    private static String pad(String text, int width, char align, char fill) {
        int missing = width - PythonText.length(text);
        if (missing <= 0) {
            return text;
        }
        boolean signed = fill == '0' && (text.startsWith("-") || text.startsWith("+"));
        if (signed && align == '>') {
            return text.charAt(0) + String.valueOf(fill).repeat(missing) + text.substring(1);
        }
        int before =
                switch (align) {
                    case '<' -> 0;
                    case '^' -> missing / 2;
                    default -> missing;
                };
        return String.valueOf(fill).repeat(before)
                + text
                + String.valueOf(fill).repeat(missing - before);
    }
}
