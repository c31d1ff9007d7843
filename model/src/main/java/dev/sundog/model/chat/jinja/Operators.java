package dev.sundog.model.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Python's operators on the values of templates. */
final class Operators {
    private static final int DEEPEST_KEY = 3;

    private Operators() {}

    /** {@code bool(value)}. */
    static boolean truth(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Value.None none -> false;
            case Value.Undefined undefined -> false;
            case Value.Markup markup -> !markup.text().isEmpty();
            case Value.Tuple tuple -> !tuple.items().isEmpty();
            case Value.DictView view -> !view.items().isEmpty();
            case Value.Range range -> range.length() > 0;
            default -> true;
        };
    }

    /** Python's name of a value's type. */
    static String typeName(Object value) {
        return switch (value) {
            case String text -> "str";
            case Boolean truth -> "bool";
            case Long number -> "int";
            case Double number -> "float";
            case List<?> list -> "list";
            case Map<?, ?> map -> "dict";
            case Value.None none -> "NoneType";
            case Value.Undefined undefined -> "Undefined";
            case Value.Markup markup -> "Markup";
            case Value.Tuple tuple -> "tuple";
            case Value.Range range -> "range";
            case Value.Generator generator -> "generator";
            case Value.DictView view -> view.name();
            case Value.Namespace namespace -> "Namespace";
            case Value.Function function -> "function";
            default -> "object";
        };
    }

    /** The text of a str, or null. */
    static boolean isText(Object value) {
        return value instanceof String || value instanceof Value.Markup;
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    /** An integer argument. */
    static long integer(Object value, String what) {
        return switch (value) {
            case Long number -> number;
            case Boolean truth -> truth ? 1 : 0;
            default ->
                    throw new JinjaException(what + " must be an integer, not " + typeName(value));
        };
    }

    static double real(Object value) {
        return value instanceof Double number ? number : integer(value, "a number");
    }

    /** Fails where an operand is undefined, with what is undefined. */
    private static JinjaException unsupported(String operator, Object left, Object right) {
        for (Object operand : List.of(left, right)) {
            if (operand instanceof Value.Undefined undefined) {
                return new JinjaException(undefined.message());
            }
        }
        return new JinjaException(
                "unsupported operand types for "
                        + operator
                        + ": '"
                        + typeName(left)
                        + "' and '"
                        + typeName(right)
                        + "'");
    }

    static Object binary(String operator, Object left, Object right) {
        try {
            if (operator.equals("+")) {
                return add(left, right);
            }
            if (operator.equals("*") && !(isNumber(left) && isNumber(right))) {
                return isWhole(right) ? repeat(left, right) : repeat(right, left);
            }
            if (operator.equals("%") && isText(left)) {
                return PythonFormat.percent(PythonText.str(left), right);
            }
            if (!isNumber(left) || !isNumber(right)) {
                throw unsupported(operator, left, right);
            }
            boolean whole = isWhole(left) && isWhole(right);
            return whole && !operator.equals("/")
                    ? onIntegers(operator, integer(left, ""), integer(right, ""))
                    : onReals(operator, real(left), real(right));
        } catch (ArithmeticException overflow) {
            throw new JinjaException("the result of " + operator + " is too large an integer");
        }
    }

    private static Object add(Object left, Object right) {
        if (isNumber(left) && isNumber(right)) {
            return isWhole(left) && isWhole(right)
                    ? (Object) Math.addExact(integer(left, ""), integer(right, ""))
                    : (Object) (real(left) + real(right));
        }
        if (isText(left) && isText(right)) {
            return concatenate(left, right);
        }
        if (left instanceof List<?> first && right instanceof List<?> second) {
            return joined(first, second);
        }
        if (left instanceof Value.Tuple first && right instanceof Value.Tuple second) {
            return new Value.Tuple(joined(first.items(), second.items()));
        }
        throw isText(left) && !(right instanceof Value.Undefined)
                ? new JinjaException(
                        "can only concatenate str (not \"" + typeName(right) + "\") to str")
                : unsupported("+", left, right);
    }

    private static List<Object> joined(List<?> first, List<?> second) {
        List<Object> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    /** Two texts; a plain one is escaped where the other is safe. */
    static Object concatenate(Object left, Object right) {
        if (left instanceof Value.Markup || right instanceof Value.Markup) {
            return new Value.Markup(escape(left).text() + escape(right).text());
        }
        return PythonText.str(left) + PythonText.str(right);
    }

    /** HTML-escapes a value that is not already safe. */
    static Value.Markup escape(Object value) {
        if (value instanceof Value.Markup markup) {
            return markup;
        }
        return new Value.Markup(
                PythonText.str(value)
                        .replace("&", "&amp;")
                        .replace(">", "&gt;")
                        .replace("<", "&lt;")
                        .replace("'", "&#39;")
                        .replace("\"", "&#34;"));
    }

    private static Object repeat(Object sequence, Object count) {
        if (!isWhole(count)) {
            throw unsupported("*", sequence, count);
        }
        long times = Math.max(0, integer(count, ""));
        boolean text = isText(sequence);
        if (!text && !(sequence instanceof List<?>) && !(sequence instanceof Value.Tuple)) {
            throw unsupported("*", sequence, count);
        }
        long length = text ? PythonText.str(sequence).length() : Sequences.length(sequence);
        if (length > 0 && times > (text ? Budget.LONGEST_TEXT : Budget.LONGEST_LIST) / length) {
            throw new JinjaException("a repeated sequence grows too long");
        }
        if (length == 0) {
            times = 0;
        }
        if (text) {
            return PythonText.str(sequence).repeat((int) times);
        }
        List<Object> items = new ArrayList<>();
        for (long i = 0; i < times; i++) {
            items.addAll(Sequences.toList(sequence));
        }
        return sequence instanceof Value.Tuple ? new Value.Tuple(items) : items;
    }

    private static Object onIntegers(String operator, long left, long right) {
        if (right == 0 && (operator.equals("//") || operator.equals("%"))) {
            throw new JinjaException("integer division or modulo by zero");
        }
        return switch (operator) {
            case "-" -> Math.subtractExact(left, right);
            case "*" -> Math.multiplyExact(left, right);
            case "//" -> Math.floorDivExact(left, right);
            case "%" -> right == -1 ? 0L : Math.floorMod(left, right);
            case "**" -> power(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    private static Object power(long base, long exponent) {
        if (exponent < 0) {
            return onReals("**", (double) base, (double) exponent);
        }
        if (Math.abs(base) > 1 && exponent > 63) {
            throw new ArithmeticException("too large");
        }
        int small = (int) (Math.abs(base) > 1 ? exponent : exponent == 0 ? 0 : 2 - exponent % 2);
        return BigInteger.valueOf(base).pow(small).longValueExact();
    }

    private static Object onReals(String operator, double left, double right) {
        if (right == 0 && !operator.equals("-") && !operator.equals("*")) {
            if (!operator.equals("**")) {
                throw new JinjaException("division by zero");
            }
        }
        return switch (operator) {
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> left - right * Math.floor(left / right);
            case "**" -> Math.pow(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    static Object unary(boolean negate, Object operand) {
        if (operand instanceof Double number) {
            return negate ? -number : number;
        }
        if (!isWhole(operand)) {
            throw unsupported(negate ? "-" : "+", operand, 0L);
        }
        long number = integer(operand, "");
        return negate ? binary("-", 0L, number) : number;
    }

    /** {@code left == right}. */
    static boolean equal(Object left, Object right) {
        if (left == right) {
            return !(left instanceof Double number && number.isNaN());
        }
        Budget.current().step();
        if (isNumber(left) && isNumber(right)) {
            boolean whole = isWhole(left) && isWhole(right);
            return whole ? (integer(left, "") == integer(right, "")) : (real(left) == real(right));
        }
        if (isText(left) && isText(right)) {
            return PythonText.str(left).equals(PythonText.str(right));
        }
        if (left instanceof List<?> first && right instanceof List<?> second) {
            return equalItems(first, second);
        }
        if (left instanceof Value.Tuple first && right instanceof Value.Tuple second) {
            return equalItems(first.items(), second.items());
        }
        if (left instanceof Map<?, ?> first && right instanceof Map<?, ?> second) {
            return first.size() == second.size()
                    && first.entrySet().stream()
                            .allMatch(
                                    entry -> {
                                        Object other = second.get(entry.getKey());
                                        return other != null && equal(entry.getValue(), other);
                                    });
        }
        if (left instanceof Value.Undefined && right instanceof Value.Undefined) {
            return true;
        }
        return left instanceof Value.Range && left.equals(right);
    }

    private static boolean equalItems(List<?> first, List<?> second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            if (!equal(
                    Objects.requireNonNull(first.get(i)), Objects.requireNonNull(second.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** The sign of {@code left - right}, for values that Python can order. */
    static int compare(Object left, Object right) {
        Budget.current().step();
        if (isNumber(left) && isNumber(right)) {
            return isWhole(left) && isWhole(right)
                    ? Long.compare(integer(left, ""), integer(right, ""))
                    : Double.compare(real(left), real(right));
        }
        if (isText(left) && isText(right)) {
            return compareText(PythonText.str(left), PythonText.str(right));
        }
        boolean lists = left instanceof List<?> && right instanceof List<?>;
        boolean tuples = left instanceof Value.Tuple && right instanceof Value.Tuple;
        if (lists || tuples) {
            List<Object> first = Sequences.toList(left);
            List<Object> second = Sequences.toList(right);
            for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
                if (!equal(first.get(i), second.get(i))) {
                    return compare(first.get(i), second.get(i));
                }
            }
            return Integer.compare(first.size(), second.size());
        }
        throw unsupported("<", left, right);
    }

    /** By code points, which differs from Java's order beyond the basic plane. */
    private static int compareText(String left, String right) {
        int same = 0;
        int shorter = Math.min(left.length(), right.length());
        while (same < shorter && left.charAt(same) == right.charAt(same)) {
            same++;
        }
        if (same == shorter) {
            return Integer.compare(left.length(), right.length());
        }
        char first = left.charAt(same);
        char second = right.charAt(same);
        boolean surrogates = Character.isSurrogate(first) != Character.isSurrogate(second);
        int order = Character.compare(first, second);
        return surrogates ? (Character.isSurrogate(first) ? 1 : -1) : order;
    }

    /** {@code item in container}. */
    static boolean contains(Object container, Object item) {
        return switch (container) {
            case Map<?, ?> map -> {
                hashable(item);
                yield map.containsKey(key(item));
            }
            case String text -> textContains(text, item);
            case Value.Markup markup -> textContains(markup.text(), item);
            case Value.Namespace namespace ->
                    throw new JinjaException("'Namespace' object is not iterable");
            default ->
                    Sequences.toList(Budget.current().count(container)).stream()
                            .anyMatch(each -> equal(each, item));
        };
    }

    private static boolean textContains(String text, Object item) {
        if (!isText(item)) {
            throw item instanceof Value.Undefined undefined
                    ? new JinjaException(undefined.message())
                    : new JinjaException(
                            "'in <string>' requires string as left operand, not " + typeName(item));
        }
        return text.contains(PythonText.str(item));
    }

    /** A dict's key as it is stored: safe texts and whole floats become plain ones. */
    static Object key(Object key) {
        return switch (key) {
            case Value.Markup markup -> markup.text();
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
                    number.longValue();
            default -> key;
        };
    }

    static void hashable(Object key) {
        hashable(key, 0);
    }

    private static void hashable(Object key, int depth) {
        if (key instanceof List<?> || key instanceof Map<?, ?> || depth > DEEPEST_KEY) {
            throw new JinjaException("unhashable type: '" + typeName(key) + "'");
        }
        if (key instanceof Value.Tuple tuple) {
            tuple.items().forEach(item -> hashable(item, depth + 1));
        }
    }

    static boolean holds(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> !equal(left, right);
            case "<" -> compare(left, right) < 0;
            case "<=" -> compare(left, right) <= 0;
            case ">" -> compare(left, right) > 0;
            case ">=" -> compare(left, right) >= 0;
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            default -> throw new IllegalStateException(operator);
        };
    }
}
