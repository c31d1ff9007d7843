package dev.sundog.model.chat.jinja;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The functions that every template can call. */
final class Globals {
    private Globals() {}

    /**
     * @param clock read by {@code strftime_now}
     */
    static Map<String, Object> create(Supplier<LocalDateTime> clock) {
        Map<String, Object> globals = new HashMap<>();
        globals.put("range", (Value.Function) Globals::range);
        globals.put("dict", (Value.Function) Globals::dict);
        globals.put("namespace", (Value.Function) Globals::namespace);
        globals.put("joiner", (Value.Function) Globals::joiner);
        globals.put("cycler", (Value.Function) Cycler::new);
        globals.put(
                "raise_exception",
                (Value.Function)
                        arguments -> {
                            arguments.check("raise_exception", 1, "message");
                            throw JinjaException.refusal(
                                    PythonText.str(arguments.get(0, "message")));
                        });
        globals.put(
                "strftime_now",
                (Value.Function)
                        arguments -> {
                            arguments.check("strftime_now", 1, "format");
                            String format =
                                    TextMethods.text(
                                            arguments.get(0, "format"), "strftime_now's format");
                            return StrfTime.format(clock.get(), format);
                        });
        return globals;
    }

    private static Object range(Arguments arguments) {
        arguments.check("range", 1, "start", "stop", "step");
        long first = Operators.integer(arguments.get(0, "start"), "range");
        boolean one = arguments.positional().size() == 1;
        long start = one ? 0 : first;
        long stop = one ? first : Operators.integer(arguments.get(1, "stop"), "range");
        long step = Operators.integer(arguments.get(2, "step", 1L), "range");
        if (step == 0) {
            throw new JinjaException("range() arg 3 must not be zero");
        }
        boolean tooFar =
                Math.abs((double) stop - start) / Math.abs((double) step) > Budget.LONGEST_LIST;
        if (tooFar && step > 0 == stop > start) {
            throw new JinjaException(
                    "Range too big. The sandbox blocks ranges larger than MAX_RANGE ("
                            + Budget.LONGEST_LIST
                            + ").");
        }
        return tooFar ? new Value.Range(0, 0, 1) : new Value.Range(start, stop, step);
    }

    private static Map<Object, Object> dict(Arguments arguments) {
        if (arguments.positional().size() > 1) {
            throw new JinjaException("dict expected at most 1 argument");
        }
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (!arguments.positional().isEmpty()) {
            Object first = arguments.positional().getFirst();
            if (first instanceof Map<?, ?> map) {
                dict.putAll(map);
            } else {
                for (Object pair : Sequences.toList(first)) {
                    List<Object> both = Sequences.toList(pair);
                    if (both.size() != 2) {
                        throw new JinjaException("dict expects pairs of key and value");
                    }
                    Operators.hashable(both.get(0));
                    dict.put(Operators.key(both.get(0)), both.get(1));
                }
            }
        }
        dict.putAll(arguments.named());
        return dict;
    }

    private static Object namespace(Arguments arguments) {
        Value.Namespace namespace = new Value.Namespace();
        dict(arguments).forEach((name, value) -> set(namespace, PythonText.str(name), value));
        return namespace;
    }

    /** Sets an attribute of a namespace. */
    static void set(Value.Namespace namespace, String name, Object value) {
        if (name.startsWith("_")) {
            throw new JinjaException(
                    "a namespace cannot have the underscore-prefixed attribute '" + name + "'");
        }
        namespace.attributes().put(name, value);
    }

    private static Object joiner(Arguments arguments) {
        arguments.check("joiner", 0, "sep");
        Object separator = arguments.get(0, "sep", ", ");
        boolean[] used = {false};
        return (Value.Function)
                none -> {
                    Object text = used[0] ? separator : "";
                    used[0] = true;
                    return text;
                };
    }

    /** Goes around its items. */
    private static final class Cycler implements Value.Attributed {
        private final List<Object> items;
        private int at;

        Cycler(Arguments arguments) {
            this.items = arguments.positional();
            if (items.isEmpty()) {
                throw new JinjaException("at least one item has to be provided");
            }
        }

        @Override
        public Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(at);
                case "next" ->
                        (Value.Function)
                                none -> {
                                    Object item = items.get(at);
                                    at = (at + 1) % items.size();
                                    return item;
                                };
                case "reset" ->
                        (Value.Function)
                                none -> {
                                    at = 0;
                                    return Value.None.NONE;
                                };
                default -> new Value.Undefined("'Cycler object' has no attribute '" + name + "'");
            };
        }
    }
}
