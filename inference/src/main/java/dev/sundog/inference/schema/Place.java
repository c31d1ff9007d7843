package dev.sundog.inference.schema;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A schema within the document.
 *
 * @param node a boolean or an object
 * @param path where it is, as a JSON pointer after {@code #}
 */
record Place(JsonNode node, String path) {
    /** The value of a keyword. */
    Optional<JsonNode> find(String keyword) {
        return node.isObject() ? Optional.ofNullable(node.get(keyword)) : Optional.empty();
    }

    boolean has(String keyword) {
        return node.isObject() && node.has(keyword);
    }

    /** The schema under a keyword. */
    Optional<Place> schema(String keyword) {
        return find(keyword).map(value -> below(value, keyword));
    }

    /** The schemas in the list under a keyword, none if it is absent. */
    List<Place> schemas(String keyword) {
        JsonNode list = find(keyword).orElse(null);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrong(keyword, "expected a list of schemas");
        }
        List<Place> schemas = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            schemas.add(below(list.get(i), keyword + "/" + i));
        }
        return schemas;
    }

    /** The schema of a name under a keyword such as {@code properties}. */
    Optional<Place> named(String keyword, String name) {
        return find(keyword)
                .map(all -> all.get(name))
                .map(value -> below(value, keyword + "/" + escaped(name)));
    }

    /** The names under a keyword such as {@code properties}. */
    List<String> names(String keyword) {
        JsonNode all = find(keyword).orElse(null);
        if (all == null) {
            return List.of();
        }
        if (!all.isObject()) {
            throw wrong(keyword, "expected an object of schemas");
        }
        return all.properties().stream().map(Map.Entry::getKey).toList();
    }

    Place below(JsonNode value, String rest) {
        Place place = new Place(value, path + "/" + rest);
        if (!value.isObject() && !value.isBoolean()) {
            throw SundogException.data(
                    "schema-invalid", "the schema at " + place.path + " is no object or boolean");
        }
        return place;
    }

    /** A count, such as of {@code minLength}. */
    Optional<Integer> count(String keyword) {
        return find(keyword)
                .map(
                        value -> {
                            if (!value.isNumber()
                                    || value.doubleValue() < 0
                                    || value.doubleValue() != Math.rint(value.doubleValue())) {
                                throw wrong(keyword, "expected a count");
                            }
                            return (int) Math.min(Integer.MAX_VALUE, value.doubleValue());
                        });
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    SundogException wrong(String keyword, String why) {
        return SundogException.data(
                "schema-invalid", "the schema at %s/%s: %s".formatted(path, keyword, why));
    }

    SundogException unsupported(String keyword, String why) {
        return SundogException.data(
                "schema-unsupported",
                "the schema at %s: keyword '%s' is not supported: %s"
                        .formatted(path, keyword, why));
    }
}
