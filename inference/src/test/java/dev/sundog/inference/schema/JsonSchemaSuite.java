package dev.sundog.inference.schema;

import dev.sundog.inference.grammar.JsonText;
import dev.sundog.inference.grammar.Recogniser;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Runs the published test suite of JSON Schema, draft 2020-12, against the grammars by the letter
 * and prints a line a file. The suite is not ours and not kept here; the source package of the
 * Python library {@code jsonschema} has it under {@code json/tests/draft2020-12}, whose path is the
 * argument.
 *
 * <p>A valid instance counts as admitted if one of its spellings is: any order of properties, plain
 * numbers.
 */
public final class JsonSchemaSuite {
    private static final int MOST_SPELLINGS = 720;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private int schemas;
    private int refused;
    private int valid;
    private int validAdmitted;
    private int invalid;
    private int invalidAdmitted;
    private final Set<String> reasons = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();

    private JsonSchemaSuite() {}

    /** Prints {@code file | schemas supported of all | valid admitted | invalid admitted}. */
    public static void main(String[] arguments) throws IOException {
        Map<String, JsonSchemaSuite> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(Path.of(arguments[0]), 1)) {
            for (Path file : walk.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonSchemaSuite suite = new JsonSchemaSuite();
                for (JsonNode group : MAPPER.readTree(Files.readString(file))) {
                    suite.run(group);
                }
                files.put(file.getFileName().toString().replace(".json", ""), suite);
            }
        }
        files.forEach(
                (name, suite) ->
                        System.out.printf(
                                "| %s | %d of %d | %d of %d | %d of %d | %s |%n",
                                name,
                                suite.schemas - suite.refused,
                                suite.schemas,
                                suite.validAdmitted,
                                suite.valid,
                                suite.invalidAdmitted,
                                suite.invalid,
                                String.join("; ", suite.reasons)));
        files.forEach(
                (name, suite) -> suite.wrong.forEach(it -> System.out.println(name + ": " + it)));
    }

    private void run(JsonNode group) {
        schemas++;
        Recogniser recogniser;
        try {
            recogniser =
                    new Recogniser(JsonSchemas.parseByTheLetter(group.get("schema").toString()));
        } catch (SundogException failure) {
            if (failure.code().equals("grammar-empty")) {
                countEmpty(group);
                return;
            }
            refused++;
            String message = failure.getMessage();
            int keyword = message.indexOf("keyword '");
            reasons.add(
                    keyword < 0
                            ? failure.code()
                            : message.substring(keyword + 9, message.indexOf('\'', keyword + 9)));
            return;
        }
        for (JsonNode test : group.get("tests")) {
            boolean admitted =
                    spellings(test.get("data")).stream()
                            .anyMatch(
                                    it -> recogniser.accepts(it.getBytes(StandardCharsets.UTF_8)));
            count(test, admitted, group);
        }
    }

    private void countEmpty(JsonNode group) {
        group.get("tests").forEach(test -> count(test, false, group));
    }

    private void count(JsonNode test, boolean admitted, JsonNode group) {
        if (test.get("valid").booleanValue()) {
            valid++;
            validAdmitted += admitted ? 1 : 0;
        } else {
            invalid++;
            invalidAdmitted += admitted ? 1 : 0;
        }
        if (admitted != test.get("valid").booleanValue()) {
            wrong.add(
                    "%s / %s: %s"
                            .formatted(
                                    group.get("description").stringValue(),
                                    test.get("description").stringValue(),
                                    admitted ? "ADMITTED" : "not admitted"));
        }
    }

    private static List<String> spellings(JsonNode value) {
        if (value.isNumber()) {
            return List.of(
                    value.toString(), value.decimalValue().stripTrailingZeros().toPlainString());
        }
        if (value.isString()) {
            return List.of(JsonText.quoted(value.stringValue()));
        }
        if (value.isArray()) {
            List<String> all = List.of("[");
            for (int i = 0; i < value.size(); i++) {
                all = joined(all, i == 0 ? "" : ",", spellings(value.get(i)));
            }
            return joined(all, "]", List.of(""));
        }
        if (value.isObject()) {
            List<String> all = new ArrayList<>();
            permute(new ArrayList<>(value.properties()), 0, all);
            return all;
        }
        return List.of(value.toString());
    }

    private static void permute(
            List<Map.Entry<String, JsonNode>> entries, int fixed, List<String> all) {
        if (all.size() >= MOST_SPELLINGS) {
            return;
        }
        if (fixed == entries.size()) {
            List<String> texts = List.of("{");
            for (int i = 0; i < entries.size(); i++) {
                String name = JsonText.quoted(entries.get(i).getKey());
                texts =
                        joined(
                                texts,
                                (i == 0 ? "" : ",") + name + ":",
                                spellings(entries.get(i).getValue()));
            }
            all.addAll(joined(texts, "}", List.of("")));
            return;
        }
        for (int i = fixed; i < entries.size(); i++) {
            List<Map.Entry<String, JsonNode>> swapped = new ArrayList<>(entries);
            swapped.add(fixed, swapped.remove(i));
            permute(swapped, fixed + 1, all);
        }
    }

    private static List<String> joined(List<String> before, String between, List<String> after) {
        List<String> all = new ArrayList<>();
        for (String left : before) {
            for (String right : after) {
                if (all.size() < MOST_SPELLINGS) {
                    all.add(left + between + right);
                }
            }
        }
        return all;
    }
}
