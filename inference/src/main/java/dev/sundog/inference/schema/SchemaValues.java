package dev.sundog.inference.schema;

import dev.sundog.inference.schema.NumberLanguage.Bound;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether values that a schema lists are valid by its other keywords. */
final class SchemaValues {
    private static final int MOST_DIGITS = 1_000;

    private final SchemaCases cases;
    private final StringLanguage.Cache strings;

    SchemaValues(SchemaCases cases, StringLanguage.Cache strings) {
        this.cases = cases;
        this.strings = strings;
    }

    boolean accepts(List<Place> schemas, JsonNode value) {
        return cases.of(schemas).stream().anyMatch(plain -> acceptsPlain(plain, value));
    }

    boolean acceptsPlain(List<Place> plain, JsonNode value) {
        for (Place place : plain) {
            Optional<List<JsonNode>> listed = listed(place);
            if (listed.isPresent() && listed.get().stream().noneMatch(one -> same(one, value))) {
                return false;
            }
        }
        JsonType type = JsonType.of(value);
        return JsonType.allowed(plain).contains(type)
                && switch (type) {
                    case NULL, BOOLEAN -> true;
                    case INTEGER, FRACTION -> accepts(plain, value.decimalValue());
                    case STRING -> StringLanguage.of(plain, strings).accepts(value.stringValue());
                    case ARRAY -> acceptsArray(plain, value);
                    case OBJECT -> acceptsObject(plain, value);
                };
    }

    /** The values of {@code enum} and {@code const} of a plain schema, if it has one. */
    static Optional<List<JsonNode>> listed(Place place) {
        List<JsonNode> values = new ArrayList<>();
        if (place.has("const")) {
            values.add(place.node().get("const"));
        }
        JsonNode all = place.find("enum").orElse(null);
        if (all == null) {
            return values.isEmpty() ? Optional.empty() : Optional.of(values);
        }
        if (!all.isArray()) {
            throw place.wrong("enum", "expected a list of values");
        }
        if (values.isEmpty()) {
            all.forEach(values::add);
        } else {
            values.removeIf(one -> all.valueStream().noneMatch(other -> same(one, other)));
        }
        return Optional.of(values);
    }

    /** Equality of JSON values: numbers by their value, objects in any order. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
            return false;
        }
        if (a.isArray()) {
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isObject()) {
            return a.properties().stream()
                    .allMatch(
                            entry ->
                                    b.has(entry.getKey())
                                            && same(entry.getValue(), b.get(entry.getKey())));
        }
        return a.equals(b);
    }

    private static boolean accepts(List<Place> plain, BigDecimal value) {
        if (Math.abs((long) value.precision() - value.scale()) > MOST_DIGITS) {
            return false;
        }
        NumberLanguage language = NumberLanguage.of(false, plain);
        return language.low().map(bound -> beyond(value, bound, 1)).orElse(true)
                && language.high().map(bound -> beyond(value, bound, -1)).orElse(true)
                && language.multiples().stream()
                        .allMatch(divisor -> value.remainder(divisor).signum() == 0);
    }

    private static boolean beyond(BigDecimal value, Bound bound, int sign) {
        int order = value.compareTo(bound.value()) * sign;
        return order > 0 || order == 0 && !bound.excluded();
    }

    private boolean acceptsArray(List<Place> plain, JsonNode value) {
        ArrayShape shape = ArrayShape.of(plain);
        if (value.size() < shape.least() || shape.most() >= 0 && value.size() > shape.most()) {
            return false;
        }
        for (int i = 0; i < value.size(); i++) {
            if (!accepts(shape.at(i), value.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean acceptsObject(List<Place> plain, JsonNode value) {
        Set<String> required = SchemaCases.required(plain);
        if (!required.stream().allMatch(value::has)) {
            return false;
        }
        ObjectShape shape = new ObjectShape(plain, strings);
        if (value.size() < shape.least() || shape.most() >= 0 && value.size() > shape.most()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (!acceptsName(shape, entry.getKey())
                    || !accepts(shape.of(entry.getKey()), entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    boolean acceptsName(ObjectShape shape, String name) {
        List<Place> schemas = shape.ofNames();
        return schemas.isEmpty() || accepts(schemas, StringNode.valueOf(name));
    }
}
