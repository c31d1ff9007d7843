package dev.sundog.model.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        switch (object) {
            case Map<?, ?> map -> {
                Object found = map.get(Operators.key(key));
                if (found != null) {
                    return found;
                }
            }
            case Value.Undefined undefined -> throw new JinjaException(undefined.message());
            case Value.Attributed attributed when key instanceof String name -> {
                return attributed.attribute(name);
            }
            case List<?> list -> {
                Optional<Object> found = indexed(key, list.size(), i -> present(list.get((int) i)));
                if (found.isPresent()) {
                    return found.get();
                }
            }
            case Value.Tuple tuple -> {
                Optional<Object> found =
                        indexed(key, tuple.items().size(), i -> tuple.items().get((int) i));
                if (found.isPresent()) {
                    return found.get();
                }
            }
            case Value.Range range -> {
                Optional<Object> found = indexed(key, range.length(), range::get);
                if (found.isPresent()) {
                    return found.get();
                }
            }
            case String text -> {
                Optional<Object> found = character(text, key);
                if (found.isPresent()) {
                    return found.get();
                }
            }
            case Value.Markup markup -> {
                Optional<Object> found = character(markup.text(), key);
                if (found.isPresent()) {
                    return found.get();
                }
            }
            default -> {}
        }
        if (Operators.isText(key)) {
            String name = PythonText.str(key);
            Optional<Object> method = method(object, name);
            if (method.isPresent()) {
                return method.get();
            }
            if (object instanceof Value.Namespace namespace
                    && namespace.attributes().containsKey(name)) {
                return present(namespace.attributes().get(name));
            }
            return missing(object, name);
        }
        return new Value.Undefined(
                "'"
                        + Operators.typeName(object)
                        + " object' has no element "
                        + PythonText.repr(key));
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

    private static Optional<Object> indexed(
            Object key, long length, java.util.function.LongFunction<Object> get) {
        if (!(key instanceof Long) && !(key instanceof Boolean)) {
            return Optional.empty();
        }
        long index = Operators.integer(key, "index");
        long place = index < 0 ? index + length : index;
        return place >= 0 && place < length ? Optional.of(get.apply(place)) : Optional.empty();
    }

    private static Object present(@org.jspecify.annotations.Nullable Object value) {
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
