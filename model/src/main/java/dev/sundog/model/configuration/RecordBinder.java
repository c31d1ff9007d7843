package dev.sundog.model.configuration;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Binds a {@link ConfigurationDocument} to a record by the names of its components. Unknown keys
 * are refused with the nearest known one. A component that is absent keeps the value of the
 * record's {@code static T defaults()}, if it has that method, and is an error otherwise (an {@link
 * Optional} is empty, a list too). A record with {@code static T of(String)} may be given as a
 * plain string. Enumerations are given in lower case with hyphens. Stateless.
 */
public final class RecordBinder {
    private final ConfigurationDocument document;

    private RecordBinder(ConfigurationDocument document) {
        this.document = document;
    }

    /**
     * Binds the whole document.
     *
     * @throws SundogException (data) naming file, line, key, what was expected and what was found
     */
    public static <T extends Record> T bind(ConfigurationDocument document, Class<T> type) {
        return type.cast(new RecordBinder(document).record(document.root(), type, ""));
    }

    /** Binds one mapping inside the document; {@code path} is where it stands. */
    public static <T extends Record> T bind(
            ConfigurationDocument document, ObjectNode node, String path, Class<T> type) {
        return type.cast(new RecordBinder(document).record(node, type, path));
    }

    /**
     * The known key nearest to {@code unknown} by edit distance, if one is near enough to be meant.
     */
    public static Optional<String> nearest(String unknown, Iterable<String> known) {
        String best = null;
        int bestDistance = Math.max(2, unknown.length() / 3) + 1;
        for (String candidate : known) {
            int distance =
                    editDistance(
                            unknown.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    private Object record(JsonNode node, Class<?> type, String path) {
        if (node.isString()) {
            Method shorthand = staticMethod(type, "of", String.class);
            if (shorthand != null) {
                return invoke(shorthand, path, node.stringValue());
            }
        }
        if (!(node instanceof ObjectNode object)) {
            throw wrong(path, "a mapping with keys " + names(type), node);
        }
        refuseUnknown(object, type, path);
        Method defaultsMethod = staticMethod(type, "defaults");
        Object defaults = defaultsMethod == null ? null : invoke(defaultsMethod, path);
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] =
                    component(
                            object,
                            components[i],
                            defaults,
                            child(path, components[i].getName()),
                            path);
        }
        try {
            Class<?>[] parameters =
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw invalid(path, e);
        } catch (ReflectiveOperationException e) {
            throw SundogException.internal(
                    "binder", "cannot construct " + type.getName() + ": " + e);
        }
    }

    private Object component(
            ObjectNode object,
            RecordComponent component,
            @Nullable Object defaults,
            String path,
            String parentPath) {
        JsonNode value = object.get(component.getName());
        boolean optional = component.getType() == Optional.class;
        if (value != null && !(value.isNull() && !optional)) {
            return value(value, component.getGenericType(), path);
        }
        if (defaults != null) {
            try {
                component.getAccessor().setAccessible(true);
                return component.getAccessor().invoke(defaults);
            } catch (ReflectiveOperationException e) {
                throw SundogException.internal(
                        "binder", "cannot read default of " + path + ": " + e);
            }
        }
        if (optional) {
            return Optional.empty();
        }
        if (component.getType() == List.class) {
            return List.of();
        }
        throw SundogException.data(
                "configuration-key-missing",
                document.place(parentPath)
                        + ": key '"
                        + path
                        + "' is missing; expected "
                        + describe(component.getGenericType()));
    }

    private Object value(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            return parameterized(node, generic, path);
        }
        Class<?> target = MethodType.methodType((Class<?>) type).unwrap().returnType();
        if (JsonNode.class.isAssignableFrom(target)) {
            if (!target.isInstance(node)) {
                throw wrong(path, describe(type), node);
            }
            return node;
        }
        if (target.isRecord()) {
            return record(node, target, path);
        }
        if (target.isEnum()) {
            return constant(node, target, path);
        }
        if (target == String.class && node.isValueNode() && !node.isNull()) {
            return node.asString();
        }
        if (target == boolean.class && node.isBoolean()) {
            return node.booleanValue();
        }
        if (target == int.class && node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        if (target == long.class && node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (target == double.class && node.isNumber()) {
            return node.doubleValue();
        }
        if (target == double.class
                && node.isString()
                && node.stringValue().matches("[-+]?[0-9.]+[eE][-+]?[0-9]+")) {
            return Double.parseDouble(node.stringValue());
        }
        throw wrong(path, describe(type), node);
    }

    private Object parameterized(JsonNode node, ParameterizedType generic, String path) {
        Type inner = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
        if (generic.getRawType() == Optional.class) {
            return node.isNull() ? Optional.empty() : Optional.of(value(node, inner, path));
        }
        if (generic.getRawType() == List.class) {
            if (!node.isArray()) {
                return List.of(value(node, inner, path));
            }
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                list.add(value(node.get(i), inner, path + "." + i));
            }
            return List.copyOf(list);
        }
        if (generic.getRawType() == Map.class && node instanceof ObjectNode object) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                map.put(
                        entry.getKey(),
                        value(entry.getValue(), inner, child(path, entry.getKey())));
            }
            return map;
        }
        throw wrong(path, describe(generic), node);
    }

    private Object constant(JsonNode node, Class<?> target, String path) {
        List<String> known = new ArrayList<>();
        for (Object constant : target.getEnumConstants()) {
            String name = spelling((Enum<?>) constant);
            if (name.equals(node.asString())
                    || ((Enum<?>) constant).name().equals(node.asString())) {
                return constant;
            }
            known.add(name);
        }
        throw wrong(path, "one of " + String.join(", ", known), node);
    }

    private void refuseUnknown(ObjectNode object, Class<?> type, String path) {
        List<String> known = names(type);
        for (String key : object.propertyNames()) {
            if (!known.contains(key)) {
                String where = child(path, key);
                String hint =
                        nearest(key, known).map(name -> "did you mean '" + name + "'? ").orElse("");
                throw SundogException.data(
                        "configuration-key-unknown",
                        document.place(where)
                                + ": unknown key '"
                                + where
                                + "'; "
                                + hint
                                + "Known keys here: "
                                + String.join(", ", known));
            }
        }
    }

    private SundogException wrong(String path, String expected, JsonNode found) {
        return SundogException.data(
                "configuration-value",
                document.place(path)
                        + ": key '"
                        + path
                        + "': expected "
                        + expected
                        + ", found "
                        + (found.isNull() ? "nothing" : found.toString()));
    }

    private SundogException invalid(String path, InvocationTargetException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof SundogException known) {
            return known;
        }
        String key = path.isEmpty() ? "" : " key '" + path + "':";
        return SundogException.data(
                "configuration-value",
                document.place(path) + ":" + key + " " + cause.getMessage(),
                cause);
    }

    private Object invoke(Method method, String path, Object... arguments) {
        try {
            method.setAccessible(true);
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw invalid(path, e);
        } catch (IllegalAccessException e) {
            throw SundogException.internal("binder", "cannot call " + method + ": " + e);
        }
    }

    private static @Nullable Method staticMethod(
            Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    private static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** How a constant is written in YAML. */
    public static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String describe(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            String inner = describe(arguments[arguments.length - 1]);
            return generic.getRawType() == List.class ? "a list, each " + inner : inner;
        }
        Class<?> target = MethodType.methodType((Class<?>) type).unwrap().returnType();
        if (target.isRecord()) {
            return "a mapping with keys " + names(target);
        }
        if (target == int.class || target == long.class) {
            return "a whole number";
        }
        if (target == double.class) {
            return "a number";
        }
        if (target == boolean.class) {
            return "true or false";
        }
        return target == String.class ? "a string" : target.getSimpleName();
    }

    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
