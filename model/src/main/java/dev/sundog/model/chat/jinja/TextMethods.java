package dev.sundog.model.chat.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The methods of Python's str. */
final class TextMethods {
    private static final Object NONE = Value.None.NONE;

    /** A method on a text. */
    private interface Method {
        Object call(String text, Arguments arguments);
    }

    private static final Map<String, Method> METHODS =
            Map.ofEntries(
                    Map.entry("strip", (text, a) -> strip(text, a, true, true)),
                    Map.entry("lstrip", (text, a) -> strip(text, a, true, false)),
                    Map.entry("rstrip", (text, a) -> strip(text, a, false, true)),
                    Map.entry("split", (text, a) -> TextSplitting.split(text, a, false)),
                    Map.entry("rsplit", (text, a) -> TextSplitting.split(text, a, true)),
                    Map.entry("splitlines", TextSplitting::splitLines),
                    Map.entry("partition", (text, a) -> TextSplitting.partition(text, a, false)),
                    Map.entry("rpartition", (text, a) -> TextSplitting.partition(text, a, true)),
                    Map.entry("startswith", (text, a) -> affix(text, a, true)),
                    Map.entry("endswith", (text, a) -> affix(text, a, false)),
                    Map.entry("removeprefix", TextMethods::removePrefix),
                    Map.entry("removesuffix", TextMethods::removeSuffix),
                    Map.entry("replace", TextMethods::replace),
                    Map.entry("upper", (text, a) -> text.toUpperCase(Locale.ROOT)),
                    Map.entry("lower", (text, a) -> text.toLowerCase(Locale.ROOT)),
                    Map.entry("casefold", (text, a) -> text.toLowerCase(Locale.ROOT)),
                    Map.entry("swapcase", (text, a) -> swapCase(text)),
                    Map.entry("title", (text, a) -> title(text)),
                    Map.entry("capitalize", (text, a) -> capitalize(text)),
                    Map.entry("join", TextMethods::join),
                    Map.entry("find", (text, a) -> find(text, a, false)),
                    Map.entry("rfind", (text, a) -> find(text, a, true)),
                    Map.entry("index", TextMethods::index),
                    Map.entry("count", TextMethods::count),
                    Map.entry("format", PythonFormat::braces),
                    Map.entry("zfill", TextMethods::zeroFill),
                    Map.entry("ljust", (text, a) -> justify(text, a, 0, 1)),
                    Map.entry("rjust", (text, a) -> justify(text, a, 1, 0)),
                    Map.entry("center", (text, a) -> justify(text, a, 1, 1)),
                    Map.entry("isspace", (text, a) -> all(text, PythonText::isSpace)),
                    Map.entry("isalpha", (text, a) -> all(text, Character::isLetter)),
                    Map.entry("isalnum", (text, a) -> all(text, TextMethods::isAlphanumeric)),
                    Map.entry("isdigit", (text, a) -> all(text, Character::isDigit)),
                    Map.entry("isdecimal", (text, a) -> all(text, Character::isDigit)),
                    Map.entry("isnumeric", (text, a) -> all(text, TextMethods::isNumeric)),
                    Map.entry("isupper", (text, a) -> cased(text, Character::isLowerCase)),
                    Map.entry("islower", (text, a) -> cased(text, Character::isUpperCase)));

    private TextMethods() {}

    static Optional<Value.Function> method(String text, String name) {
        Method method = METHODS.get(name);
        return method == null
                ? Optional.empty()
                : Optional.of(arguments -> method.call(text, arguments));
    }

    static String text(Object value, String what) {
        if (!Operators.isText(value)) {
            throw new JinjaException(what + " must be a str, not " + Operators.typeName(value));
        }
        return PythonText.str(value);
    }

    /** {@code strip}, {@code lstrip} or {@code rstrip}, of blanks or of given characters. */
    static String strip(String text, Arguments arguments, boolean left, boolean right) {
        arguments.check("strip", 0, "chars");
        Object chars = arguments.get(0, "chars");
        String set = chars == NONE ? "" : text(chars, "strip's argument");
        IntPredicate strips = chars == NONE ? PythonText::isSpace : c -> set.indexOf(c) >= 0;
        int start = 0;
        int end = text.length();
        while (left && start < end && strips.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && strips.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static Object affix(String text, Arguments arguments, boolean prefix) {
        String name = prefix ? "startswith" : "endswith";
        arguments.check(name, 1, "affix", "start", "end");
        String part = text;
        if (arguments.has(1, "start")) {
            part =
                    PythonText.str(
                            Sequences.slice(
                                    text,
                                    arguments.get(1, "start"),
                                    arguments.get(2, "end"),
                                    NONE));
        }
        Object affix = arguments.get(0, "affix");
        List<Object> affixes = affix instanceof Value.Tuple tuple ? tuple.items() : List.of(affix);
        for (Object each : affixes) {
            String wanted = text(each, name + "'s argument");
            if (prefix ? part.startsWith(wanted) : part.endsWith(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static Object removePrefix(String text, Arguments arguments) {
        String prefix =
                text(arguments.check("removeprefix", 1, "prefix").get(0, "prefix"), "prefix");
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static Object removeSuffix(String text, Arguments arguments) {
        String suffix =
                text(arguments.check("removesuffix", 1, "suffix").get(0, "suffix"), "suffix");
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    static String replace(String text, Arguments arguments) {
        arguments.check("replace", 2, "old", "new", "count");
        String old = text(arguments.get(0, "old"), "replace's argument");
        String replacement = text(arguments.get(1, "new"), "replace's argument");
        Object limit = arguments.get(2, "count");
        long most = limit == NONE ? -1 : Operators.integer(limit, "count");
        return replace(text, old, replacement, most < 0 ? Long.MAX_VALUE : most);
    }

    private static String replace(String text, String old, String replacement, long most) {
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        int search = 0;
        for (long done = 0; done < most; done++) {
            int found = search > text.length() ? -1 : text.indexOf(old, search);
            if (found < 0) {
                break;
            }
            replaced.append(text, from, found).append(replacement);
            if (replaced.length() > Budget.LONGEST_TEXT) {
                throw new JinjaException("replace makes too long a text");
            }
            from = found + old.length();
            search =
                    old.isEmpty()
                            ? found
                                    + (found < text.length()
                                            ? Character.charCount(text.codePointAt(found))
                                            : 1)
                            : from;
        }
        return replaced.append(text, Math.min(from, text.length()), text.length()).toString();
    }

    private static String swapCase(String text) {
        StringBuilder swapped = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            String each = Character.toString(c);
                            swapped.append(
                                    Character.isUpperCase(c)
                                            ? each.toLowerCase(Locale.ROOT)
                                            : each.toUpperCase(Locale.ROOT));
                        });
        return swapped.toString();
    }

    private static String title(String text) {
        StringBuilder titled = new StringBuilder();
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            boolean letter = Character.isLetter(c);
            String each = Character.toString(c);
            titled.append(
                    !letter
                            ? each
                            : inside
                                    ? each.toLowerCase(Locale.ROOT)
                                    : Character.toString(Character.toTitleCase(c)));
            inside = letter;
        }
        return titled.toString();
    }

    /** First character in title case, the others in lower case. */
    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        return Character.toString(Character.toTitleCase(first))
                + text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
    }

    private static Object join(String text, Arguments arguments) {
        arguments.check("join", 1, "iterable");
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (Object item : Sequences.toList(arguments.get(0, "iterable"))) {
            joined.append(first ? "" : text).append(text(item, "each item to join"));
            if (joined.length() > Budget.LONGEST_TEXT) {
                throw new JinjaException("join makes too long a text");
            }
            first = false;
        }
        return joined.toString();
    }

    private static long find(String text, Arguments arguments, boolean last) {
        arguments.check("find", 1, "sub", "start", "end");
        String wanted = text(arguments.get(0, "sub"), "find's argument");
        int length = PythonText.length(text);
        Object startArgument = arguments.get(1, "start");
        long start = startArgument == NONE ? 0 : Operators.integer(startArgument, "start");
        start = Math.clamp(start < 0 ? start + length : start, 0, length);
        String part = PythonText.str(Sequences.slice(text, start, arguments.get(2, "end"), NONE));
        int found = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
        return found < 0 ? -1 : start + part.codePointCount(0, found);
    }

    private static Object index(String text, Arguments arguments) {
        long found = find(text, arguments, false);
        if (found < 0) {
            throw new JinjaException("substring not found");
        }
        return found;
    }

    private static Object count(String text, Arguments arguments) {
        String wanted = text(arguments.check("count", 1, "sub").get(0, "sub"), "count's argument");
        if (wanted.isEmpty()) {
            return PythonText.length(text) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(wanted);
                at >= 0;
                at = text.indexOf(wanted, at + wanted.length())) {
            count++;
        }
        return count;
    }

    private static Object zeroFill(String text, Arguments arguments) {
        int missing = missing(text, arguments.check("zfill", 1, "width"));
        boolean signed = text.startsWith("-") || text.startsWith("+");
        return (signed ? text.substring(0, 1) : "")
                + "0".repeat(missing)
                + (signed ? text.substring(1) : text);
    }

    private static int missing(String text, Arguments arguments) {
        long width = Operators.integer(arguments.get(0, "width"), "width");
        if (width > Budget.LONGEST_TEXT) {
            throw new JinjaException("width " + width + " is too large");
        }
        return (int) Math.max(0, width - PythonText.length(text));
    }

    static String justify(String text, Arguments arguments, int left, int right) {
        arguments.check("width and fill", 1, "width", "fillchar");
        int missing = missing(text, arguments);
        String fill = text(arguments.get(1, "fillchar", " "), "fillchar");
        if (PythonText.length(fill) != 1) {
            throw new JinjaException("the fill character must be exactly one character long");
        }
        int width = missing + PythonText.length(text);
        int before = left == 0 ? 0 : right == 0 ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat(before) + text + fill.repeat(missing - before);
    }

    private static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    private static boolean isAlphanumeric(int c) {
        return Character.isLetter(c) || isNumeric(c);
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static boolean cased(String text, IntPredicate other) {
        return text.codePoints().noneMatch(other)
                && text.codePoints()
                        .anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
    }
}
