package dev.sundog.inference.schema;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A schema with all that its references may lead to. */
final class SchemaDocument {
    private final JsonNode root;

    SchemaDocument(JsonNode root) {
        this.root = root;
    }

    Place root() {
        return new Place(root, "#");
    }

    /** Where the {@code $ref} of a schema leads, through further ones that stand alone. */
    Place referred(Place from) {
        Set<String> seen = new HashSet<>();
        Place at = from;
        while (true) {
            Place next = resolve(at);
            if (!seen.add(next.path())) {
                throw from.wrong("$ref", "it leads to itself");
            }
            if (!next.has("$ref") || next.node().size() > 1) {
                return next;
            }
            at = next;
        }
    }

    private Place resolve(Place from) {
        JsonNode ref = from.node().get("$ref");
        if (!ref.isString()) {
            throw from.wrong("$ref", "expected a text");
        }
        String target = ref.stringValue();
        String id = root.path("$id").asString("");
        if (!id.isEmpty() && target.startsWith(id)) {
            target = target.substring(id.length());
        }
        if (target.isEmpty() || target.equals("#")) {
            return root();
        }
        if (!target.startsWith("#")) {
            throw from.unsupported(
                    "$ref",
                    "'" + target + "' is elsewhere; only '#…' within the schema is followed");
        }
        Optional<Place> found =
                target.startsWith("#/")
                        ? pointed(target)
                        : anchored(new Place(root, "#"), target.substring(1), 0);
        return found.orElseThrow(
                () -> from.wrong("$ref", "there is nothing at '" + ref.stringValue() + "'"));
    }

    private Optional<Place> pointed(String target) {
        JsonNode at = root;
        StringBuilder path = new StringBuilder("#");
        for (String part : target.substring(2).split("/", -1)) {
            String name;
            try {
                name =
                        URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8)
                                .replace("~1", "/")
                                .replace("~0", "~");
            } catch (IllegalArgumentException malformed) {
                return Optional.empty();
            }
            JsonNode next = at.get(name);
            if (at.isArray() && name.matches("[0-9]{1,6}")) {
                next = at.get(Integer.parseInt(name));
            }
            if (next == null) {
                return Optional.empty();
            }
            at = next;
            path.append('/').append(Place.escaped(name));
            if (at.isObject() && at.has("$id")) {
                throw SundogException.data(
                        "schema-unsupported",
                        "the schema at %s: keyword '$id' is not supported within a schema"
                                .formatted(path));
            }
        }
        return at.isObject() || at.isBoolean()
                ? Optional.of(new Place(at, path.toString()))
                : Optional.empty();
    }

    private static Optional<Place> anchored(Place at, String anchor, int depth) {
        if (at.node().isObject() && at.node().path("$anchor").asString("").equals(anchor)) {
            return Optional.of(at);
        }
        if (at.node().isObject()) {
            for (Map.Entry<String, JsonNode> entry : at.node().properties()) {
                Optional<Place> found =
                        anchored(
                                new Place(
                                        entry.getValue(),
                                        at.path() + "/" + Place.escaped(entry.getKey())),
                                anchor,
                                depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (int i = 0; at.node().isArray() && i < at.node().size(); i++) {
            Optional<Place> found =
                    anchored(new Place(at.node().get(i), at.path() + "/" + i), anchor, depth + 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
