package dev.sundog.model.surgery.merge;

import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code parameters:} wherever it stands in a recipe.
 *
 * @param document for places in errors
 * @param method whose parameters they are
 * @param unused gets the names of those that the method does not heed
 */
record ParameterReader(ConfigurationDocument document, MergeMethod method, Set<String> unused) {
    private static final List<String> KNOWN =
            Arrays.stream(MergeParameter.values()).map(MergeParameter::key).toList();
    private static final List<String> CASE_KEYS = List.of("filter", "value");
    private static final String NUMBER = "[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?";

    /** The parameters of {@code node}, which stands at {@code path}. */
    Map<MergeParameter, ParameterSetting> read(ObjectNode node, String path) {
        Map<MergeParameter, ParameterSetting> settings = new EnumMap<>(MergeParameter.class);
        JsonNode given = node.path("parameters");
        if (given.isMissingNode() || given.isNull()) {
            return settings;
        }
        String at = child(path, "parameters");
        if (!(given instanceof ObjectNode object)) {
            throw invalid(at, "expected a mapping, found " + given);
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String place = child(at, entry.getKey());
            MergeParameter parameter = parameter(entry.getKey(), place);
            if (!method.parameters().contains(parameter)) {
                unused.add(entry.getKey());
            }
            settings.put(parameter, setting(parameter, entry.getValue(), place));
        }
        return settings;
    }

    private MergeParameter parameter(String key, String place) {
        for (MergeParameter parameter : MergeParameter.values()) {
            if (parameter.key().equals(key)) {
                return parameter;
            }
        }
        List<String> heeded = method.parameters().stream().map(MergeParameter::key).toList();
        throw SundogException.data(
                "merge-parameter",
                "%s: unknown parameter '%s'; %s%s heeds: %s"
                        .formatted(
                                document.place(place),
                                key,
                                RecipeNodes.hint(key, KNOWN),
                                method.key(),
                                String.join(", ", heeded)));
    }

    private ParameterSetting setting(MergeParameter parameter, JsonNode node, String path) {
        List<ParameterSetting.Case> cases = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            cases.add(conditional(parameter, object, path));
        } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
            for (int i = 0; i < node.size(); i++) {
                if (!(node.get(i) instanceof ObjectNode object)) {
                    throw invalid(
                            path + "." + i,
                            "expected {filter: …, value: …} as before, found " + node.get(i));
                }
                cases.add(conditional(parameter, object, path + "." + i));
            }
        } else {
            cases.add(new ParameterSetting.Case(Optional.empty(), values(parameter, node, path)));
        }
        return new ParameterSetting(parameter, cases);
    }

    private ParameterSetting.Case conditional(
            MergeParameter parameter, ObjectNode node, String path) {
        for (String key : node.propertyNames()) {
            if (!CASE_KEYS.contains(key)) {
                throw invalid(
                        child(path, key),
                        "unknown key; "
                                + RecipeNodes.hint(key, CASE_KEYS)
                                + "known keys here: filter, value");
            }
        }
        JsonNode filter = node.path("filter");
        if (!filter.isMissingNode() && !filter.isNull() && !filter.isString()) {
            throw invalid(
                    child(path, "filter"), "expected a part of tensor names, found " + filter);
        }
        return new ParameterSetting.Case(
                filter.isString() && !filter.stringValue().equals("*")
                        ? Optional.of(filter.stringValue())
                        : Optional.empty(),
                values(parameter, node.path("value"), child(path, "value")));
    }

    private List<Double> values(MergeParameter parameter, JsonNode node, String path) {
        if (!node.isArray()) {
            return List.of(scalar(parameter, node, path));
        }
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            values.add(scalar(parameter, node.get(i), path + "." + i));
        }
        return values;
    }

    private double scalar(MergeParameter parameter, JsonNode node, String path) {
        if (parameter.flag()) {
            if (node.isBoolean()) {
                return node.booleanValue() ? 1 : 0;
            }
            if (node.isNumber() && (node.doubleValue() == 0 || node.doubleValue() == 1)) {
                return node.doubleValue();
            }
            throw invalid(path, "expected true or false, found " + RecipeNodes.shown(node));
        }
        double value = Double.NaN;
        if (node.isNumber()) {
            value = node.doubleValue();
        } else if (node.isString() && node.stringValue().matches(NUMBER)) {
            value = Double.parseDouble(node.stringValue());
        }
        if (!Double.isFinite(value)) {
            throw invalid(path, "expected a number, found " + RecipeNodes.shown(node));
        }
        if (value < parameter.smallest() || value > parameter.largest()) {
            throw invalid(
                    path,
                    "expected a number from %.0f to %.0f, found %s"
                            .formatted(
                                    parameter.smallest(),
                                    parameter.largest(),
                                    RecipeNodes.shown(node)));
        }
        return value;
    }

    private SundogException invalid(String path, String what) {
        return SundogException.data(
                "merge-parameter", document.place(path) + ": key '" + path + "': " + what);
    }

    static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
