package dev.sundog.model.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Filters on sequences and dicts. */
final class ListFilters {
    private static final Object NONE = Value.None.NONE;

    private ListFilters() {}

    static void register(Map<String, Filters.Filter> filters) {
        filters.put("length", (value, a) -> Sequences.length(value));
        filters.put("count", (value, a) -> Sequences.length(value));
        filters.put("list", (value, a) -> new ArrayList<>(Sequences.toList(value)));
        filters.put("first", (value, a) -> first(value));
        filters.put("last", (value, a) -> last(value));
        filters.put("join", ListFilters::join);
        filters.put("reverse", (value, a) -> reverse(value));
        filters.put("sort", ListFilters::sort);
        filters.put("unique", ListFilters::unique);
        filters.put("min", (value, a) -> extreme(value, a, 1));
        filters.put("max", (value, a) -> extreme(value, a, -1));
        filters.put("sum", ListFilters::sum);
        filters.put("items", (value, a) -> items(value));
        filters.put("dictsort", ListFilters::dictSort);
        filters.put("batch", ListFilters::batch);
        filters.put("slice", ListFilters::slice);
        filters.put("groupby", ListFilters::groupBy);
    }

    private static Object first(Object value) {
        List<Object> items = Sequences.toList(value);
        return items.isEmpty()
                ? new Value.Undefined("No first item, sequence was empty.")
                : items.getFirst();
    }

    private static Object last(Object value) {
        if (value instanceof Value.Generator) {
            throw new JinjaException("'generator' object is not reversible");
        }
        List<Object> items = Sequences.toList(value);
        return items.isEmpty()
                ? new Value.Undefined("No last item, sequence was empty.")
                : items.getLast();
    }

    /** What reads an attribute path such as {@code function.name} of an item. */
    static Function<Object, Object> attribute(Object path) {
        if (path == NONE) {
            return item -> item;
        }
        if (path instanceof Long index) {
            return item -> Attributes.item(item, index);
        }
        String[] parts = PythonText.str(path).split("\\.", -1);
        return item -> {
            Object value = item;
            for (String part : parts) {
                boolean index =
                        !part.isEmpty()
                                && part.length() < 9
                                && part.chars().allMatch(c -> c >= '0' && c <= '9');
                value = Attributes.item(value, index ? (Object) Long.valueOf(part) : part);
            }
            return value;
        };
    }

    private static Object join(Object value, Arguments arguments) {
        arguments.check("join", 0, "d", "attribute");
        Object separator = arguments.get(0, "d", "");
        Function<Object, Object> read = attribute(arguments.get(1, "attribute"));
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (Object item : Sequences.toList(value)) {
            joined.append(first ? "" : PythonText.str(separator))
                    .append(PythonText.str(read.apply(item)));
            if (joined.length() > Budget.LONGEST_TEXT) {
                throw new JinjaException("join makes too long a text");
            }
            first = false;
        }
        return joined.toString();
    }

    private static Object reverse(Object value) {
        if (Operators.isText(value)) {
            return new StringBuilder(PythonText.str(value)).reverse().toString();
        }
        List<Object> items = new ArrayList<>(Sequences.toList(value));
        Collections.reverse(items);
        return new Value.Generator(items.iterator());
    }

    private static Function<Object, Object> key(
            Arguments arguments, int caseAt, int attributeAt, String attributeName) {
        boolean exact = Operators.truth(arguments.get(caseAt, "case_sensitive", false));
        Function<Object, Object> read = attribute(arguments.get(attributeAt, attributeName));
        return item -> folded(read.apply(item), exact);
    }

    private static Object folded(Object value, boolean exact) {
        return !exact && Operators.isText(value)
                ? PythonText.str(value).toLowerCase(Locale.ROOT)
                : value;
    }

    private static void sort(List<Object> items, Comparator<Object> order) {
        try {
            items.sort(order);
        } catch (IllegalArgumentException inconsistent) {
            throw new JinjaException("these values cannot be ordered");
        }
    }

    private static Object sort(Object value, Arguments arguments) {
        arguments.check("sort", 0, "reverse", "case_sensitive", "attribute");
        Function<Object, Object> key = key(arguments, 1, 2, "attribute");
        Comparator<Object> order = Comparator.comparing(key, Operators::compare);
        List<Object> items = new ArrayList<>(Sequences.toList(value));
        sort(items, Operators.truth(arguments.get(0, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object unique(Object value, Arguments arguments) {
        arguments.check("unique", 0, "case_sensitive", "attribute");
        Function<Object, Object> key = key(arguments, 0, 1, "attribute");
        Map<Object, Object> seen = new LinkedHashMap<>();
        for (Object item : Sequences.toList(value)) {
            Object folded = key.apply(item);
            Operators.hashable(folded);
            seen.putIfAbsent(Operators.key(folded), item);
        }
        return new Value.Generator(new ArrayList<>(seen.values()).iterator());
    }

    private static Object extreme(Object value, Arguments arguments, int sign) {
        arguments.check("min or max", 0, "case_sensitive", "attribute");
        Function<Object, Object> key = key(arguments, 0, 1, "attribute");
        Object best = new Value.Undefined("No aggregated item, sequence was empty.");
        boolean first = true;
        for (Object item : Sequences.toList(value)) {
            if (first || sign * Operators.compare(key.apply(item), key.apply(best)) < 0) {
                best = item;
            }
            first = false;
        }
        return best;
    }

    private static Object sum(Object value, Arguments arguments) {
        arguments.check("sum", 0, "attribute", "start");
        Function<Object, Object> read = attribute(arguments.get(0, "attribute"));
        Object total = arguments.get(1, "start", 0L);
        for (Object item : Sequences.toList(value)) {
            total = Operators.binary("+", total, read.apply(item));
        }
        return total;
    }

    private static Object items(Object value) {
        if (value instanceof Value.Undefined) {
            return new Value.Generator(List.of().iterator());
        }
        if (value instanceof Map<?, ?> map) {
            return new Value.Generator(CollectionMethods.items(map).iterator());
        }
        throw new JinjaException("Can only get item pairs from a mapping.");
    }

    private static Object dictSort(Object value, Arguments arguments) {
        arguments.check("dictsort", 0, "case_sensitive", "by", "reverse");
        String by = PythonText.str(arguments.get(1, "by", "key"));
        if (!by.equals("key") && !by.equals("value")) {
            throw new JinjaException("You can only sort by either \"key\" or \"value\"");
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new JinjaException(
                    "'" + Operators.typeName(value) + " object' has no attribute 'items'");
        }
        boolean exact = Operators.truth(arguments.get(0, "case_sensitive", false));
        long place = by.equals("key") ? 0 : 1;
        Comparator<Object> order =
                Comparator.comparing(
                        item -> folded(Attributes.item(item, place), exact), Operators::compare);
        List<Object> items = CollectionMethods.items(map);
        sort(items, Operators.truth(arguments.get(2, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object batch(Object value, Arguments arguments) {
        arguments.check("batch", 1, "linecount", "fill_with");
        long size = Operators.integer(arguments.get(0, "linecount"), "linecount");
        if (size < 1 || size > Budget.LONGEST_LIST) {
            throw new JinjaException("batch: linecount must be 1 to " + Budget.LONGEST_LIST);
        }
        List<Object> rows = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        for (Object item : Sequences.toList(value)) {
            if (row.size() == size) {
                rows.add(row);
                row = new ArrayList<>();
            }
            row.add(item);
        }
        if (!row.isEmpty()) {
            Object fill = arguments.get(1, "fill_with");
            while (fill != NONE && row.size() < size) {
                row.add(fill);
            }
            rows.add(row);
        }
        return new Value.Generator(rows.iterator());
    }

    private static Object slice(Object value, Arguments arguments) {
        arguments.check("slice", 1, "slices", "fill_with");
        long count = Operators.integer(arguments.get(0, "slices"), "slices");
        if (count < 1 || count > Budget.LONGEST_LIST) {
            throw new JinjaException("slice: slices must be 1 to " + Budget.LONGEST_LIST);
        }
        List<Object> items = Sequences.toList(value);
        Object fill = arguments.get(1, "fill_with");
        int each = items.size() / (int) count;
        int longer = items.size() % (int) count;
        List<Object> rows = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = from + each + (i < longer ? 1 : 0);
            List<Object> row = new ArrayList<>(items.subList(from, to));
            if (fill != NONE && i >= longer) {
                row.add(fill);
            }
            rows.add(row);
            from = to;
        }
        return new Value.Generator(rows.iterator());
    }

    private static Object groupBy(Object value, Arguments arguments) {
        arguments.check("groupby", 1, "attribute", "default", "case_sensitive");
        Function<Object, Object> read = attribute(arguments.get(0, "attribute"));
        boolean exact = Operators.truth(arguments.get(2, "case_sensitive", false));
        Function<Object, Object> key =
                item -> {
                    Object found = read.apply(item);
                    return found instanceof Value.Undefined
                            ? arguments.get(1, "default", found)
                            : found;
                };
        List<Object> items = new ArrayList<>(Sequences.toList(value));
        sort(
                items,
                Comparator.comparing(item -> folded(key.apply(item), exact), Operators::compare));
        List<Object> groups = new ArrayList<>();
        for (int from = 0; from < items.size(); ) {
            Object group = folded(key.apply(items.get(from)), exact);
            int to = from + 1;
            while (to < items.size()
                    && Operators.equal(folded(key.apply(items.get(to)), exact), group)) {
                to++;
            }
            groups.add(
                    Value.Tuple.of(
                            key.apply(items.get(from)), new ArrayList<>(items.subList(from, to))));
            from = to;
        }
        return groups;
    }
}
