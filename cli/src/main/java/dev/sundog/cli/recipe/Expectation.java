package dev.sundog.cli.recipe;

import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a recipe expects an arrow to do, written down before it runs: {@code expect: {recovery:
 * worse, "world_chat_*": better}}. What is found is printed beside it, whatever it is.
 *
 * @param task a task's name, in which {@code *} is any text, {@link #RECOVERY} or {@link #REWARD}
 * @param effect what is expected
 */
record Expectation(String task, Effect effect) {
    /** Stands for the texts sampled from the line's base. */
    static final String RECOVERY = "recovery";

    /** Stands for the reward accuracy of an alignment on held-out pairs, beside chance. */
    static final String REWARD = "reward";

    /** The kinds of effects. */
    enum Effect {
        BETTER,
        WORSE,
        TIED,
        NOT_WORSE;

        boolean shows(Verdict found) {
            return switch (this) {
                case BETTER -> found == Verdict.BETTER;
                case WORSE -> found == Verdict.WORSE;
                case TIED -> found == Verdict.TIED;
                case NOT_WORSE -> found != Verdict.WORSE;
            };
        }

        @Override
        public String toString() {
            return RecordBinder.spelling(this);
        }
    }

    /** The mapping {@code expect} of the stage at {@code path}. */
    static List<Expectation> read(ConfigurationDocument document, ObjectNode stage, String path) {
        JsonNode written = stage.path("expect");
        List<Expectation> expectations = new ArrayList<>();
        if (written.isMissingNode()) {
            return expectations;
        }
        if (!written.isObject()) {
            throw SundogException.data(
                    "recipe-expect",
                    document.place(path + ".expect")
                            + ": expected a mapping from task to effect, such as {recovery:"
                            + " worse}");
        }
        written.properties()
                .forEach(
                        entry ->
                                expectations.add(
                                        new Expectation(
                                                entry.getKey(),
                                                effect(document, path, entry.getValue()))));
        return expectations;
    }

    private static Effect effect(ConfigurationDocument document, String path, JsonNode value) {
        return Arrays.stream(Effect.values())
                .filter(effect -> effect.toString().equals(value.asString("")))
                .findFirst()
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "recipe-expect",
                                        document.place(path + ".expect")
                                                + ": unknown effect "
                                                + value
                                                + "; known: "
                                                + Arrays.stream(Effect.values())
                                                        .map(Effect::toString)
                                                        .collect(Collectors.joining(", "))));
    }

    /** The effect that the first matching expectation names. */
    static Optional<Effect> of(List<Expectation> expectations, String task) {
        return expectations.stream()
                .filter(expectation -> expectation.pattern().matcher(task).matches())
                .findFirst()
                .map(Expectation::effect);
    }

    private Pattern pattern() {
        return Pattern.compile(
                Arrays.stream(task.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }
}
