package dev.sundog.cli.command;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Reads files of one JSON object a line, with errors that name the line. */
final class JsonLines {
    private JsonLines() {}

    /**
     * Hands each object and its {@code file:line} to {@code action}; blank lines are passed over.
     */
    static void forEach(Path file, BiConsumer<ObjectNode, String> action) {
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    String place = file + ":" + number;
                    action.accept(object(line, place), place);
                }
            }
        } catch (NoSuchFileException e) {
            throw SundogException.data("file-missing", file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw SundogException.data(
                    "jsonl-encoding", file + ":" + (number + 1) + ": is not UTF-8", e);
        } catch (IOException e) {
            throw SundogException.data("file-unreadable", file + ": cannot be read: " + e, e);
        }
    }

    private static ObjectNode object(String line, String place) {
        try {
            if (Output.mapper().readTree(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw SundogException.data(
                    "jsonl-syntax", place + ": is no valid JSON: " + e.getOriginalMessage(), e);
        }
        throw SundogException.data(
                "jsonl-syntax",
                place
                        + ": expected a JSON object, found "
                        + line.substring(0, Math.min(40, line.length())));
    }

    /** The field {@code key} if it passes {@code test}, else an error saying what was expected. */
    static JsonNode require(
            ObjectNode object,
            String key,
            String place,
            Predicate<JsonNode> test,
            String expected) {
        JsonNode value = object.get(key);
        if (value == null || !test.test(value)) {
            throw SundogException.data(
                    "jsonl-field",
                    place
                            + ": field '"
                            + key
                            + "': expected "
                            + expected
                            + ", found "
                            + (value == null ? "nothing" : value.toString()));
        }
        return value;
    }
}
