package dev.sundog.model.chat.jinja;

import java.util.HashMap;
import java.util.Map;

/** Finds and applies filters. */
final class Filters {
    /** A filter by name. */
    @FunctionalInterface
    interface Filter {
        Object apply(Object value, Arguments arguments);
    }

    private static final Map<String, Filter> FILTERS = new HashMap<>();

    static {
        TextFilters.register(FILTERS);
        ListFilters.register(FILTERS);
        SelectionFilters.register(FILTERS);
        FILTERS.put("tojson", PythonJson::filter);
    }

    private Filters() {}

    static boolean exists(String name) {
        return FILTERS.containsKey(name);
    }

    static Object apply(String name, Object value, Arguments arguments) {
        Filter filter = FILTERS.get(name);
        if (filter == null) {
            throw new JinjaException("there is no filter '" + name + "'");
        }
        Budget budget = Budget.current();
        budget.step();
        return budget.count(filter.apply(budget.count(value), arguments));
    }
}
