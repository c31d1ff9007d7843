package dev.sundog.cli.recipe;

import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One YAML file that names a whole line.
 *
 * @param name names the run's folder and the report
 * @param seed of everything random in it, stage by stage
 * @param budget scales the steps of every training stage
 * @param evaluate what is measured after every arrow
 * @param card what the model's card says besides
 * @param stages in order
 */
public record Recipe(
        String name,
        long seed,
        double budget,
        EvaluationPlan evaluate,
        Card card,
        List<Stage> stages) {
    /** The YAML's own shape, before the stages are told apart by their kind. */
    record Outline(
            String name,
            long seed,
            double budget,
            EvaluationPlan evaluate,
            Card card,
            List<ObjectNode> stages) {
        static Outline defaults() {
            return new Outline(
                    "line", 1, 1.0, EvaluationPlan.defaults(), Card.defaults(), List.of());
        }
    }

    public Recipe {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "name '" + name + "': expected letters, digits, '.', '_' and '-'");
        }
        if (!(budget > 0 && budget <= 1000)) {
            throw new IllegalArgumentException("budget " + budget + " is not in (0, 1000]");
        }
        stages = List.copyOf(stages);
    }

    /**
     * Reads a recipe.
     *
     * @throws SundogException (data) naming file, line and key
     */
    public static Recipe of(ConfigurationDocument document) {
        Outline outline = RecordBinder.bind(document, Outline.class);
        List<Stage> stages = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < outline.stages().size(); i++) {
            String path = "stages." + i;
            Stage stage = stage(document, outline.stages().get(i), path);
            if (!names.add(stage.name())) {
                throw SundogException.data(
                        "recipe-stage-name",
                        document.place(path)
                                + ": a stage named '"
                                + stage.name()
                                + "' is there already; give it another name");
            }
            stages.add(stage);
        }
        if (stages.isEmpty()) {
            throw SundogException.data(
                    "recipe-empty",
                    document.origin() + ": key 'stages': expected at least one stage, found none");
        }
        try {
            return new Recipe(
                    outline.name(),
                    outline.seed(),
                    outline.budget(),
                    outline.evaluate(),
                    outline.card(),
                    stages);
        } catch (IllegalArgumentException e) {
            throw SundogException.data("recipe", document.origin() + ": " + e.getMessage(), e);
        }
    }

    private static Stage stage(ConfigurationDocument document, ObjectNode node, String path) {
        JsonNode kind = node.get("kind");
        if (kind == null || !kind.isString()) {
            throw SundogException.data(
                    "recipe-stage-kind",
                    document.place(path)
                            + ": a stage needs a 'kind'; known: "
                            + String.join(", ", StageKind.names()));
        }
        StageKind known =
                StageKind.of(kind.stringValue())
                        .orElseThrow(
                                () ->
                                        SundogException.data(
                                                "recipe-stage-kind",
                                                document.place(path + ".kind")
                                                        + ": unknown kind '"
                                                        + kind.stringValue()
                                                        + "'; known: "
                                                        + String.join(", ", StageKind.names())));
        JsonNode name = node.get("name");
        String stageName = name == null ? kind.stringValue() : name.asString();
        if (!stageName.matches("[a-z0-9][a-z0-9-]*")) {
            throw SundogException.data(
                    "recipe-stage-name",
                    document.place(path + ".name")
                            + ": '"
                            + stageName
                            + "': expected lower-case letters, digits and '-'");
        }
        ObjectNode rest = node.deepCopy();
        rest.remove("kind");
        rest.remove("name");
        rest.remove("expect");
        return new Stage(
                stageName,
                known,
                rest,
                known.bind(document, rest, path),
                Expectation.read(document, node, path));
    }
}
