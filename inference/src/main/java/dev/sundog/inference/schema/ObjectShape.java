package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.CharacterAutomaton;
import dev.sundog.inference.grammar.Expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Objects that plain schemas admit. */
final class ObjectShape {
    private static final int MOST_PATTERNS = 4;

    private final List<Place> plain;
    private final StringLanguage.Cache strings;
    private final Map<String, CharacterAutomaton> patterns = new LinkedHashMap<>();
    private final int least;
    private final int most;

    ObjectShape(List<Place> plain, StringLanguage.Cache strings) {
        this.plain = plain;
        this.strings = strings;
        int atLeast = 0;
        int atMost = Expression.UNBOUNDED;
        for (Place place : plain) {
            atLeast = Math.max(atLeast, place.count("minProperties").orElse(0));
            int bound = place.count("maxProperties").orElse(Integer.MAX_VALUE);
            if (bound < Integer.MAX_VALUE) {
                atMost = atMost < 0 ? bound : Math.min(atMost, bound);
            }
            for (String pattern : place.names("patternProperties")) {
                patterns.put(pattern, strings.search(place, pattern));
            }
            if (patterns.size() > MOST_PATTERNS) {
                throw place.unsupported(
                        "patternProperties", "more than " + MOST_PATTERNS + " patterns");
            }
        }
        least = atLeast;
        most = atMost;
    }

    /** Properties at least. */
    int least() {
        return least;
    }

    /** Properties at most, {@link Expression#UNBOUNDED} for no bound. */
    int most() {
        return most;
    }

    /** The names that the schemas speak of, in their order. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        plain.forEach(place -> names.addAll(place.names("properties")));
        names.addAll(SchemaCases.required(plain));
        return names;
    }

    Map<String, CharacterAutomaton> patterns() {
        return patterns;
    }

    /** The schemas of the value under a name. */
    List<Place> of(String name) {
        Set<String> matching = new LinkedHashSet<>();
        patterns.forEach(
                (pattern, automaton) -> {
                    if (automaton.accepts(name)) {
                        matching.add(pattern);
                    }
                });
        return of(Optional.of(name), matching);
    }

    /** The schemas of the value under a name, or under one that has none of its own. */
    List<Place> of(Optional<String> name, Set<String> matching) {
        List<Place> schemas = new ArrayList<>();
        for (Place place : plain) {
            int before = schemas.size();
            name.flatMap(own -> place.named("properties", own)).ifPresent(schemas::add);
            for (String pattern : matching) {
                place.named("patternProperties", pattern).ifPresent(schemas::add);
            }
            if (schemas.size() == before) {
                place.schema("additionalProperties").ifPresent(schemas::add);
            }
        }
        return schemas;
    }

    /** The schemas of names. */
    List<Place> ofNames() {
        return plain.stream().flatMap(p -> p.schema("propertyNames").stream()).toList();
    }

    /** Whether some schema speaks of further names. */
    boolean speaksOfMore() {
        return plain.stream().anyMatch(place -> place.has("additionalProperties"));
    }

    /** Whether some schema lists properties, were it none: {@code "properties": {}} allows none. */
    boolean listsNames() {
        return !names().isEmpty()
                || !patterns.isEmpty()
                || plain.stream().anyMatch(place -> place.has("properties"));
    }

    StringLanguage.Cache strings() {
        return strings;
    }
}
