package dev.sundog.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code map}, {@code select}, {@code reject}, {@code selectattr} and {@code rejectattr}. */
final class SelectionFilters {
    private SelectionFilters() {}

    static void register(Map<String, Filters.Filter> filters) {
        filters.put("map", SelectionFilters::map);
        filters.put("select", (value, a) -> filtered(value, test(a, 0)));
        filters.put("reject", (value, a) -> filtered(value, test(a, 0).negate()));
        filters.put("selectattr", (value, a) -> filtered(value, attributeTest(a)));
        filters.put("rejectattr", (value, a) -> filtered(value, attributeTest(a).negate()));
    }

    private static Object map(Object value, Arguments arguments) {
        Function<Object, Object> each;
        if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
            arguments.check("map", 0, "attribute", "default");
            Function<Object, Object> read = ListFilters.attribute(arguments.get(0, "attribute"));
            each =
                    item -> {
                        Object found = read.apply(item);
                        return found instanceof Value.Undefined
                                ? arguments.get(1, "default", found)
                                : found;
                    };
        } else if (arguments.positional().isEmpty()) {
            throw new JinjaException("map requires a filter argument");
        } else {
            String name = PythonText.str(arguments.get(0, "filter"));
            Arguments rest = arguments.from(1);
            each = item -> Filters.apply(name, item, rest);
        }
        List<Object> mapped = new ArrayList<>();
        for (Object item : Sequences.toList(value)) {
            mapped.add(each.apply(item));
        }
        return new Value.Generator(mapped.iterator());
    }

    private static Predicate<Object> test(Arguments arguments, int at) {
        if (arguments.positional().size() <= at) {
            return Operators::truth;
        }
        String name = PythonText.str(arguments.positional().get(at));
        Arguments rest = arguments.from(at + 1);
        Budget budget = Budget.current();
        return item -> Tests.holds(name, budget.count(item), rest);
    }

    private static Predicate<Object> attributeTest(Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw new JinjaException("selectattr and rejectattr lack the name of an attribute");
        }
        Function<Object, Object> read = ListFilters.attribute(arguments.positional().getFirst());
        Predicate<Object> test = test(arguments, 1);
        return item -> test.test(read.apply(item));
    }

    private static Object filtered(Object value, Predicate<Object> keeps) {
        List<Object> kept = new ArrayList<>();
        for (Object item : Sequences.toList(value)) {
            if (keeps.test(item)) {
                kept.add(item);
            }
        }
        return new Value.Generator(kept.iterator());
    }
}
