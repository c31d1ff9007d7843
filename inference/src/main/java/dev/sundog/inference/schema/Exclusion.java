package dev.sundog.inference.schema;

import dev.sundog.inference.schema.NumberLanguage.Bound;

import tools.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether no value is valid by two schemas, as {@code oneOf} needs it. Only what can be shown is
 * taken to be so.
 */
final class Exclusion {
    private static final int DEEPEST = 6;

    private final SchemaCases cases;
    private final boolean byTheLetter;

    Exclusion(SchemaCases cases, boolean byTheLetter) {
        this.cases = cases;
        this.byTheLetter = byTheLetter;
    }

    void requireDisjoint(Place place, List<Place> branches) {
        for (int i = 0; i < branches.size(); i++) {
            for (int j = 0; j < branches.size(); j++) {
                if (i != j && !excludes(List.of(branches.get(i)), List.of(branches.get(j)), 0)) {
                    throw place.unsupported(
                            "oneOf",
                            "its cases %d and %d cannot be told apart with certainty; give them different types or a property with different constants, or use 'anyOf'"
                                    .formatted(Math.min(i, j), Math.max(i, j)));
                }
            }
        }
    }

    /** Whether nothing written by {@code written} is valid by {@code read}. */
    private boolean excludes(List<Place> written, List<Place> read, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        List<List<Place>> left = cases.of(written);
        List<List<Place>> right = cases.of(read);
        return left.stream()
                .allMatch(a -> right.stream().allMatch(b -> excludesPlain(a, b, depth)));
    }

    private boolean excludesPlain(List<Place> written, List<Place> read, int depth) {
        Optional<List<JsonNode>> values = listed(written);
        if (values.isPresent()) {
            Optional<List<JsonNode>> others = listed(read);
            SchemaValues check = new SchemaValues(cases, new StringLanguage.Cache());
            return values.get().stream()
                    .allMatch(
                            value ->
                                    !check.acceptsPlain(read, value)
                                            || others.isPresent()
                                                    && others.get().stream()
                                                            .noneMatch(
                                                                    other ->
                                                                            SchemaValues.same(
                                                                                    value, other)));
        }
        Optional<List<JsonNode>> others = listed(read);
        if (others.isPresent()) {
            SchemaValues check = new SchemaValues(cases, new StringLanguage.Cache());
            return others.get().stream().noneMatch(value -> check.acceptsPlain(written, value));
        }
        Set<JsonType> types = new HashSet<>(SchemaCompiler.types(written, byTheLetter));
        types.retainAll(JsonType.allowed(read));
        for (JsonType type : types) {
            boolean apart =
                    switch (type) {
                        case NULL, BOOLEAN -> false;
                        case INTEGER, FRACTION -> numbersApart(written, read);
                        case STRING -> stringsApart(written, read);
                        case ARRAY -> arraysApart(written, read);
                        case OBJECT -> objectsApart(written, read, depth);
                    };
            if (!apart) {
                return false;
            }
        }
        return true;
    }

    private static Optional<List<JsonNode>> listed(List<Place> plain) {
        return plain.stream().flatMap(place -> SchemaValues.listed(place).stream()).findFirst();
    }

    private static boolean numbersApart(List<Place> a, List<Place> b) {
        NumberLanguage left = NumberLanguage.of(false, a);
        NumberLanguage right = NumberLanguage.of(false, b);
        return above(left.low(), right.high()) || above(right.low(), left.high());
    }

    private static boolean above(Optional<Bound> low, Optional<Bound> high) {
        if (low.isEmpty() || high.isEmpty()) {
            return false;
        }
        int order = low.get().value().compareTo(high.get().value());
        return order > 0 || order == 0 && (low.get().excluded() || high.get().excluded());
    }

    private static boolean stringsApart(List<Place> a, List<Place> b) {
        StringLanguage.Cache cache = new StringLanguage.Cache();
        StringLanguage left = StringLanguage.of(a, cache);
        StringLanguage right = StringLanguage.of(b, cache);
        if (left.most() >= 0 && left.most() < right.least()
                || right.most() >= 0 && right.most() < left.least()) {
            return true;
        }
        return !left.patterns().isEmpty()
                && !right.patterns().isEmpty()
                && left.automaton().and(right.automaton()).isEmpty();
    }

    private static boolean arraysApart(List<Place> a, List<Place> b) {
        ArrayShape left = ArrayShape.of(a);
        ArrayShape right = ArrayShape.of(b);
        return left.most() >= 0 && left.most() < right.least()
                || right.most() >= 0 && right.most() < left.least();
    }

    private boolean objectsApart(List<Place> written, List<Place> read, int depth) {
        StringLanguage.Cache cache = new StringLanguage.Cache();
        ObjectShape left = new ObjectShape(written, cache);
        ObjectShape right = new ObjectShape(read, cache);
        Set<String> leftRequired = SchemaCases.required(written);
        Set<String> rightRequired = SchemaCases.required(read);
        for (String name : leftRequired) {
            if (excludes(left.of(name), right.of(name), depth + 1)) {
                return true;
            }
        }
        for (String name : rightRequired) {
            boolean never =
                    !byTheLetter
                            && !left.names().contains(name)
                            && !left.names().isEmpty()
                            && !left.speaksOfMore()
                            && left.patterns().isEmpty();
            if (never || excludes(left.of(name), right.of(name), depth + 1)) {
                return true;
            }
        }
        return false;
    }
}
