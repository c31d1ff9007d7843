package dev.sundog.inference.schema;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What several schemas ask for together, as cases of plain schemas that must all hold: references
 * followed, {@code allOf} joined, {@code anyOf} and {@code oneOf} spread.
 */
final class SchemaCases {
    private static final int MOST_CASES = 500;
    private static final int MOST_VISITS = 200_000;

    private final SchemaDocument document;
    private final Exclusion exclusion;
    private final Set<String> checked = new HashSet<>();
    private int visits;

    SchemaCases(SchemaDocument document, boolean byTheLetter) {
        this.document = document;
        exclusion = new Exclusion(this, byTheLetter);
    }

    /** The cases; none if nothing can hold. */
    List<List<Place>> of(List<Place> schemas) {
        List<List<Place>> cases = new ArrayList<>();
        Deque<Step> open = new ArrayDeque<>();
        schemas.forEach(place -> open.add(new Step(place, null)));
        expand(open, new LinkedHashMap<>(), cases);
        return cases;
    }

    /** A schema to be joined and what led to it. */
    private record Step(Place place, @Nullable Step from) {
        Step to(Place next) {
            for (Step step = this; step != null; step = step.from) {
                if (step.place.path().equals(next.path())) {
                    throw place.wrong("", "it leads to itself without anything in between");
                }
            }
            return new Step(next, this);
        }
    }

    private void expand(Deque<Step> open, Map<String, Place> plain, List<List<Place>> cases) {
        while (!open.isEmpty()) {
            if (++visits > MOST_VISITS) {
                throw tooMany(MOST_VISITS + " steps to join its parts");
            }
            Step step = open.removeFirst();
            Place place = step.place();
            if (place.node().isBoolean()) {
                if (!place.node().booleanValue()) {
                    return;
                }
                continue;
            }
            if (plain.putIfAbsent(place.path(), place) != null) {
                continue;
            }
            SchemaKeywords.check(place);
            if (place.has("$ref")) {
                open.addLast(step.to(document.referred(place)));
            }
            place.schemas("allOf").forEach(part -> open.addLast(step.to(part)));
            List<Place> any = place.schemas("anyOf");
            List<Place> one = place.schemas("oneOf");
            if (place.has("anyOf") && any.isEmpty() || place.has("oneOf") && one.isEmpty()) {
                return;
            }
            if (one.size() > 1 && checked.add(place.path())) {
                exclusion.requireDisjoint(place, one);
            }
            if (!any.isEmpty() || !one.isEmpty()) {
                spread(step, any, one, open, plain, cases);
                return;
            }
        }
        cases.add(List.copyOf(plain.values()));
        if (cases.size() > MOST_CASES) {
            throw tooMany(MOST_CASES + " cases of 'anyOf' and 'oneOf' in one place");
        }
    }

    private void spread(
            Step step,
            List<Place> any,
            List<Place> one,
            Deque<Step> open,
            Map<String, Place> plain,
            List<List<Place>> cases) {
        for (Place first : any.isEmpty() ? one : any) {
            for (Place second : any.isEmpty() || one.isEmpty() ? List.of(first) : one) {
                Deque<Step> rest = new ArrayDeque<>(open);
                rest.addLast(step.to(first));
                if (second != first) {
                    rest.addLast(step.to(second));
                }
                expand(rest, new LinkedHashMap<>(plain), cases);
            }
        }
    }

    private static SundogException tooMany(String what) {
        return SundogException.data(
                "schema-too-large", "the schema has more than " + what + "; make it simpler");
    }

    /** The names that all of these plain schemas require. */
    static Set<String> required(List<Place> plain) {
        Set<String> names = new LinkedHashSet<>();
        for (Place place : plain) {
            place.find("required")
                    .ifPresent(
                            list -> {
                                if (!list.isArray()) {
                                    throw place.wrong("required", "expected a list of names");
                                }
                                for (var name : list) {
                                    if (!name.isString()) {
                                        throw place.wrong("required", "expected a list of names");
                                    }
                                    names.add(name.stringValue());
                                }
                            });
        }
        return names;
    }
}
