package dev.sundog.model.chat.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Iterating, counting, indexing and slicing as Python does. */
final class Sequences {
    private Sequences() {}

    /** All items of an iterable. */
    static List<Object> toList(Object value) {
        return switch (value) {
            case List<?> list -> copy(list);
            case Value.Tuple tuple -> tuple.items();
            case String text -> PythonText.characters(text);
            case Value.Markup markup -> PythonText.characters(markup.text());
            case Map<?, ?> map -> copy(map.keySet());
            case Value.DictView view -> view.items();
            case Value.Undefined undefined -> List.of();
            case Value.Generator generator -> drain(generator.items());
            case Value.Range range -> {
                List<Object> items = new ArrayList<>();
                for (long i = 0; i < range.length(); i++) {
                    items.add(range.get(i));
                }
                yield items;
            }
            default ->
                    throw new JinjaException(
                            "'" + Operators.typeName(value) + "' object is not iterable");
        };
    }

    private static List<Object> copy(Iterable<?> items) {
        List<Object> copy = new ArrayList<>();
        items.forEach(copy::add);
        return copy;
    }

    private static List<Object> drain(Iterator<Object> items) {
        List<Object> drained = new ArrayList<>();
        while (items.hasNext()) {
            drained.add(items.next());
            if (drained.size() > Budget.LONGEST_LIST) {
                throw new JinjaException("a generator gives too many items");
            }
        }
        return drained;
    }

    static boolean isIterable(Object value) {
        return switch (value) {
            case List<?> list -> true;
            case String text -> true;
            case Map<?, ?> map -> true;
            case Value.Tuple tuple -> true;
            case Value.Markup markup -> true;
            case Value.DictView view -> true;
            case Value.Undefined undefined -> true;
            case Value.Generator generator -> true;
            case Value.Range range -> true;
            default -> false;
        };
    }

    /** {@code len(value)}. */
    static long length(Object value) {
        return switch (value) {
            case List<?> list -> list.size();
            case Value.Tuple tuple -> tuple.items().size();
            case String text -> PythonText.length(text);
            case Value.Markup markup -> PythonText.length(markup.text());
            case Map<?, ?> map -> map.size();
            case Value.DictView view -> view.items().size();
            case Value.Undefined undefined -> 0;
            case Value.Range range -> range.length();
            default ->
                    throw new JinjaException(
                            "object of type '" + Operators.typeName(value) + "' has no len()");
        };
    }

    /** {@code value[start:stop:step]}. */
    static Object slice(Object value, Object start, Object stop, Object step) {
        long stride = step == Value.None.NONE ? 1 : Operators.integer(step, "slice step");
        if (stride == 0) {
            throw new JinjaException("slice step cannot be zero");
        }
        return switch (value) {
            case String text -> slicedText(text, start, stop, stride);
            case Value.Markup markup ->
                    new Value.Markup(slicedText(markup.text(), start, stop, stride));
            case List<?> list -> slicedList(copy(list), start, stop, stride);
            case Value.Tuple tuple ->
                    new Value.Tuple(slicedList(tuple.items(), start, stop, stride));
            case Value.Range range -> slicedList(toList(range), start, stop, stride);
            case Value.Undefined undefined -> throw new JinjaException(undefined.message());
            default ->
                    throw new JinjaException(
                            "'" + Operators.typeName(value) + "' object cannot be sliced");
        };
    }

    private static String slicedText(String text, Object start, Object stop, long step) {
        if (step == 1) {
            int length = PythonText.length(text);
            int from = (int) bound(start, 0, 0, length, length);
            int to = (int) bound(stop, length, 0, length, length);
            return from >= to ? "" : PythonText.substring(text, from, to);
        }
        StringBuilder joined = new StringBuilder();
        slicedList(PythonText.characters(text), start, stop, step).forEach(joined::append);
        return joined.toString();
    }

    private static List<Object> slicedList(
            List<Object> items, Object start, Object stop, long step) {
        int length = items.size();
        List<Object> sliced = new ArrayList<>();
        if (step > 0) {
            long to = bound(stop, length, 0, length, length);
            for (long i = bound(start, 0, 0, length, length); i < to; i += step) {
                sliced.add(items.get((int) i));
                if (step > length) {
                    break;
                }
            }
        } else {
            long to = bound(stop, -1, -1, length - 1L, length);
            for (long i = bound(start, length - 1L, -1, length - 1L, length); i > to; i += step) {
                sliced.add(items.get((int) i));
                if (step < -length) {
                    break;
                }
            }
        }
        return sliced;
    }

    private static long bound(Object index, long otherwise, long low, long high, int length) {
        if (index == Value.None.NONE) {
            return otherwise;
        }
        long value = Operators.integer(index, "slice bound");
        return Math.clamp(value < 0 ? value + length : value, low, high);
    }
}
