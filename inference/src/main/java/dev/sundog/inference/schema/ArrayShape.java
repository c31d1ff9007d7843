package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.Expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arrays that plain schemas admit.
 *
 * @param prefixes how many first elements have schemas of their own
 * @param least elements at least
 * @param most elements at most, {@link Expression#UNBOUNDED} for no bound
 */
record ArrayShape(List<Place> plain, int prefixes, int least, int most) {
    private static final int MOST_PREFIXES = 1_000;

    static ArrayShape of(List<Place> plain) {
        int least = 0;
        int most = Expression.UNBOUNDED;
        int prefixes = 0;
        boolean unique = false;
        for (Place place : plain) {
            least = Math.max(least, place.count("minItems").orElse(0));
            int bound = place.count("maxItems").orElse(Integer.MAX_VALUE);
            if (bound < Integer.MAX_VALUE) {
                most = most < 0 ? bound : Math.min(most, bound);
            }
            prefixes = Math.max(prefixes, prefix(place).size());
            unique |= place.find("uniqueItems").map(flag -> flag.asBoolean(true)).orElse(false);
        }
        if (prefixes > MOST_PREFIXES) {
            throw plain.getFirst().wrong("prefixItems", "more than " + MOST_PREFIXES);
        }
        if (unique && (most < 0 || most > 1)) {
            Place place =
                    plain.stream().filter(p -> p.has("uniqueItems")).findFirst().orElseThrow();
            throw place.unsupported(
                    "uniqueItems", "elements cannot be compared while they are written");
        }
        return new ArrayShape(plain, prefixes, least, most);
    }

    private static List<Place> prefix(Place place) {
        if (place.has("prefixItems")) {
            return place.schemas("prefixItems");
        }
        return place.find("items").filter(items -> items.isArray()).isPresent()
                ? place.schemas("items")
                : List.of();
    }

    private static Optional<Place> rest(Place place) {
        boolean older = place.find("items").filter(items -> items.isArray()).isPresent();
        return place.schema(older ? "additionalItems" : "items");
    }

    /** The schemas of the element at {@code index}. */
    List<Place> at(int index) {
        List<Place> schemas = new ArrayList<>();
        for (Place place : plain) {
            List<Place> prefix = prefix(place);
            if (index < prefix.size()) {
                schemas.add(prefix.get(index));
            } else {
                rest(place).ifPresent(schemas::add);
            }
        }
        return schemas;
    }

    /** Whether some schema speaks of elements after the first ones. */
    boolean speaksOfRest() {
        return plain.stream().anyMatch(place -> rest(place).isPresent());
    }
}
