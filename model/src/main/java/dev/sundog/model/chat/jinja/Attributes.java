package dev.sundog.model.chat.jinja;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** {@code object.name} and {@code object[key]}, as the sandbox resolves them. */
final class Attributes {
    private static final Set<String> CHANGES_LIST =
            Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
    private static final Set<String> CHANGES_DICT =
            Set.of("clear", "pop", "popitem", "setdefault", "update");

    private Attributes() {}

    /** {@code object.name}: a method first, then an item. */
    static Object attribute(Object object, String name) {
        Optional<Object> method = method(object, name);
        if (method.isPresent()) {
            return method.get();
        }
        return switch (object) {
            case Map<?, ?> map when map.containsKey(name) -> present(map.get(name));
            case Value.Namespace namespace when namespace.attributes().containsKey(name) ->
                    present(namespace.attributes().get(name));
            case Value.Attributed attributed -> attributed.attribute(name);
            case Value.Undefined undefined -> throw new JinjaException(undefined.message());
            default -> missing(object, name);
        };
    }

    /** {@code object[key]}: an item first, then an attribute. */
    static Object item(Object object, Object key) {
        Optional<Object> found =
                switch (object) {
                    case Value.Undefined undefined -> throw new JinjaException(undefined.message());
                    case Map<?, ?> map -> entry(map, key);
                    case Value.Attributed attributed when key instanceof String name ->
                            Optional.of(attributed.attribute(name));
                    case List<?> list -> indexed(key, list.size(), i -> present(list.get((int) i)));
                    case Value.Tuple tuple ->
                            indexed(key, tuple.items().size(), i -> tuple.items().get((int) i));
                    case Value.Range range -> indexed(key, range.length(), range::get);
                    case String text -> character(text, key);
                    case Value.Markup markup -> character(markup.text(), key);
                    default -> Optional.empty();
                };
        return found.orElseGet(() -> named(object, key));
    }

    private static Optional<Object> entry(Map<?, ?> map, Object key) {
        if (key instanceof Value.Tuple) {
            Operators.hashable(key);
        }
        return Optional.ofNullable(map.get(Operators.key(key)));
    }

    private static Object named(Object object, Object key) {
        if (!Operators.isText(key)) {
            return new Value.Undefined(
                    "'"
                            + Operators.typeName(object)
                            + " object' has no element "
                            + PythonText.repr(key));
        }
        String name = PythonText.str(key);
        Optional<Object> method = method(object, name);
        if (method.isPresent()) {
            return method.get();
        }
        return object instanceof Value.Namespace namespace
                        && namespace.attributes().containsKey(name)
                ? present(namespace.attributes().get(name))
                : missing(object, name);
    }

    private static Optional<Object> character(String text, Object key) {
        if (!(key instanceof Long)) {
            return Optional.empty();
        }
        return indexed(
                key,
                PythonText.length(text),
                i -> PythonText.substring(text, (int) i, (int) i + 1));
    }

    private static Optional<Object> indexed(Object key, long length, LongFunction<Object> get) {
        if (!(key instanceof Long) && !(key instanceof Boolean)) {
            return Optional.empty();
        }
        long index = Operators.integer(key, "index");
        long place = index < 0 ? index + length : index;
        return place >= 0 && place < length ? Optional.of(get.apply(place)) : Optional.empty();
    }

    private static Object present(@Nullable Object value) {
        return value == null ? Value.None.NONE : value;
    }

    private static Object missing(Object object, String name) {
        boolean unsafe =
                name.startsWith("__")
                        || (object instanceof List<?> && CHANGES_LIST.contains(name))
                        || (object instanceof Map<?, ?> && CHANGES_DICT.contains(name));
        String type = Operators.typeName(object);
        if (unsafe) {
            return new Value.Undefined(
                    "access to attribute '" + name + "' of '" + type + "' object is unsafe");
        }
        return new Value.Undefined(
                object == Value.None.NONE
                        ? "'None' has no attribute '" + name + "'"
                        : "'" + type + " object' has no attribute '" + name + "'");
    }

    private static Optional<Object> method(Object object, String name) {
        Optional<Value.Function> method =
                switch (object) {
                    case String text -> TextMethods.method(text, name);
                    case Value.Markup markup -> TextMethods.method(markup.text(), name);
                    case Map<?, ?> map -> CollectionMethods.ofDict(map, name);
                    case List<?> list -> CollectionMethods.ofList(list, name);
                    case Value.Tuple tuple ->
                            name.equals("copy")
                                    ? Optional.empty()
                                    : CollectionMethods.ofList(tuple.items(), name);
                    default -> Optional.empty();
                };
        return method.map(function -> function);
    }
}
