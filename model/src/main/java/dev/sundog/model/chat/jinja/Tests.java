package dev.sundog.model.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds and applies tests: {@code value is name}. */
final class Tests {
    @FunctionalInterface
    private interface Test {
        boolean holds(Object value, Arguments arguments);
    }

    private static final Map<String, Test> TESTS = new HashMap<>();

    static {
        TESTS.put("defined", (value, a) -> !(value instanceof Value.Undefined));
        TESTS.put("undefined", (value, a) -> value instanceof Value.Undefined);
        TESTS.put("none", (value, a) -> value == Value.None.NONE);
        TESTS.put("boolean", (value, a) -> value instanceof Boolean);
        TESTS.put("true", (value, a) -> value.equals(true));
        TESTS.put("false", (value, a) -> value.equals(false));
        TESTS.put("integer", (value, a) -> value instanceof Long);
        TESTS.put("float", (value, a) -> value instanceof Double);
        TESTS.put("number", (value, a) -> Operators.isNumber(value));
        TESTS.put("string", (value, a) -> Operators.isText(value));
        TESTS.put("mapping", (value, a) -> value instanceof Map<?, ?>);
        TESTS.put("iterable", (value, a) -> Sequences.isIterable(value));
        TESTS.put("sequence", (value, a) -> isSequence(value));
        TESTS.put("callable", (value, a) -> value instanceof Value.Function);
        TESTS.put("escaped", (value, a) -> value instanceof Value.Markup);
        TESTS.put("lower", (value, a) -> method(value, "islower"));
        TESTS.put("upper", (value, a) -> method(value, "isupper"));
        TESTS.put("even", (value, a) -> Operators.integer(value, "even") % 2 == 0);
        TESTS.put("odd", (value, a) -> Operators.integer(value, "odd") % 2 != 0);
        TESTS.put("filter", (value, a) -> Filters.exists(PythonText.str(value)));
        TESTS.put("test", (value, a) -> exists(PythonText.str(value)));
        TESTS.put("divisibleby", Tests::divisible);
        TESTS.put("sameas", Tests::same);
        Map<String, List<String>> comparisons =
                Map.of(
                        "==", List.of("eq", "equalto", "=="),
                        "!=", List.of("ne", "!="),
                        "<", List.of("lt", "lessthan", "<"),
                        "<=", List.of("le", "<="),
                        ">", List.of("gt", "greaterthan", ">"),
                        ">=", List.of("ge", ">="),
                        "in", List.of("in"));
        comparisons.forEach(
                (operator, names) ->
                        names.forEach(
                                name ->
                                        TESTS.put(
                                                name,
                                                (value, a) ->
                                                        Operators.holds(
                                                                operator, value, one(name, a)))));
    }

    private Tests() {}

    private static Object one(String name, Arguments arguments) {
        return arguments.check(name, 1, "other").get(0, "other");
    }

    private static boolean divisible(Object value, Arguments arguments) {
        return Operators.binary("%", value, one("divisibleby", arguments)).equals(0L);
    }

    private static boolean same(Object value, Arguments arguments) {
        Object other = one("sameas", arguments);
        return value == other || (Operators.isNumber(value) && value.equals(other));
    }

    private static boolean isSequence(Object value) {
        return switch (value) {
            case List<?> list -> true;
            case Map<?, ?> map -> true;
            case String text -> true;
            case Value.Markup markup -> true;
            case Value.Tuple tuple -> true;
            case Value.Range range -> true;
            case Value.Undefined undefined -> true;
            default -> false;
        };
    }

    private static boolean method(Object value, String name) {
        return TextMethods.method(PythonText.str(value), name)
                .map(function -> function.call(Arguments.NONE).equals(true))
                .orElse(false);
    }

    static boolean exists(String name) {
        return TESTS.containsKey(name);
    }

    static boolean holds(String name, Object value, Arguments arguments) {
        Test test = TESTS.get(name);
        if (test == null) {
            throw new JinjaException("there is no test '" + name + "'");
        }
        return test.holds(value, arguments);
    }
}
