package dev.sundog.model.surgery.merge;

import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/**
 * Reads the parts of a recipe with errors that name file, line and key.
 *
 * @param document the recipe
 */
record RecipeNodes(ConfigurationDocument document) {
    /** A model's name, perhaps with an adapter behind a plus. */
    Optional<String> model(ObjectNode node, String key, String path) {
        return node.hasNonNull(key) ? Optional.of(text(node, key, path)) : Optional.empty();
    }

    JsonNode list(ObjectNode node, String key, String path) {
        JsonNode list = node.path(key);
        if (!list.isArray() || list.isEmpty()) {
            throw invalid(
                    ParameterReader.child(path, key), "expected a list, found " + shown(list));
        }
        return list;
    }

    ObjectNode object(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw invalid(path, "expected a mapping, found " + shown(node));
    }

    String text(ObjectNode node, String key, String path) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            throw missing(path, key, "a name");
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            throw invalid(
                    ParameterReader.child(path, key), "expected a name, found " + shown(value));
        }
        return value.stringValue();
    }

    void keys(ObjectNode node, String path, List<String> known) {
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                throw invalid(
                        ParameterReader.child(path, key),
                        "unknown key; "
                                + hint(key, known)
                                + "known keys here: "
                                + String.join(", ", known));
            }
        }
    }

    SundogException missing(String path, String key, String expected) {
        return SundogException.data(
                "merge-recipe",
                "%s: key '%s' is missing; expected %s"
                        .formatted(
                                document.place(path), ParameterReader.child(path, key), expected));
    }

    SundogException invalid(String path, String what) {
        return SundogException.data(
                "merge-recipe",
                document.place(path) + (path.isEmpty() ? ": " : ": key '" + path + "': ") + what);
    }

    static String shown(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "nothing" : node.toString();
    }

    static String hint(String found, List<String> known) {
        return RecordBinder.nearest(found, known)
                .map(name -> "did you mean '" + name + "'? ")
                .orElse("");
    }
}
