package dev.sundog.model.chat.jinja;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that Java has no type for. The others are String, Long, Double, Boolean, List (a Python
 * list) and Map (a dict, in insertion order).
 */
sealed interface Value {
    /** Python's None. */
    enum None implements Value {
        NONE
    }

    /**
     * What a missing name, attribute or item gives: prints as nothing, is false, iterates over
     * nothing; anything else done to it is an error with this message.
     */
    record Undefined(String message) implements Value {}

    /** A text marked as safe: what is joined to it is HTML-escaped, as markupsafe does. */
    record Markup(String text) implements Value {}

    /** Python's tuple. */
    record Tuple(List<Object> items) implements Value {
        static Tuple of(Object... items) {
            return new Tuple(List.of(items));
        }
    }

    /** Python's range. */
    record Range(long start, long stop, long step) implements Value {
        long length() {
            long span = step > 0 ? stop - start : start - stop;
            long stride = Math.abs(step);
            return span <= 0 ? 0 : (span + stride - 1) / stride;
        }

        long get(long index) {
            return start + index * step;
        }
    }

    /** What lazy filters give: may be iterated once, has no length and no JSON form. */
    record Generator(Iterator<Object> items) implements Value {}

    /** A dict's {@code keys()}, {@code values()} or {@code items()}. */
    record DictView(String name, List<Object> items) implements Value {}

    /** Attributes that a template may set. */
    record Namespace(Map<String, Object> attributes) implements Value {
        Namespace() {
            this(new LinkedHashMap<>());
        }
    }

    /** An object with named, read-only attributes, such as {@code loop}. */
    non-sealed interface Attributed extends Value {
        /** The attribute, or an {@link Undefined}. */
        Object attribute(String name);
    }

    /** Something a template can call. */
    @FunctionalInterface
    non-sealed interface Function extends Value {
        Object call(Arguments arguments);
    }
}
