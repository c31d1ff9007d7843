package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** JSON files beside the weights, read strictly: duplicate keys and trailing text are errors. */
final class JsonDocument {
    /** Far above any configuration or index; a file larger than this is not one. */
    private static final long MAXIMUM = 256L << 20;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonDocument() {}

    /** Reads a JSON object from a file. */
    static ObjectNode read(Path path) {
        return parse(readBytes(path), path.toString());
    }

    /** Parses a JSON object. */
    static ObjectNode parse(byte[] bytes, String origin) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : " at line %d, column %d"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr());
            throw SundogException.data(
                    "json-invalid",
                    "%s is no valid JSON%s: %s; correct it"
                            .formatted(origin, where, e.getOriginalMessage()),
                    e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw SundogException.data(
                "json-invalid",
                "%s: expected a JSON object, found %s; correct it"
                        .formatted(origin, node.getNodeType()));
    }

    static byte[] readBytes(Path path) {
        try {
            long size = Files.size(path);
            if (size > MAXIMUM) {
                throw SundogException.data(
                        "file-too-large",
                        "%s has %d bytes, expected at most %d; this is no file of a model"
                                .formatted(path, size, MAXIMUM));
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw SundogException.data("file-missing", path + " is missing; put it there", e);
        } catch (IOException e) {
            throw SundogException.data(
                    "file-unreadable", path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
