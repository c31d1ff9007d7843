package dev.sundog.inference.constraint;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.language.AnswerForm;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints how fast a model decodes free and bound, in turns: the arguments are a model's path, the
 * tokens of an answer and the number of rounds. The first bound answer, whose masks are made while
 * it goes, is told apart.
 */
public final class FormSpeed {
    private static final String PROMPT = "A list of people, as JSON:\n";
    private static final String SCHEMA =
            """
            {"type": "array", "minItems": 10000, "items": {"type": "object", "properties": {
            "name": {"type": "string", "maxLength": 40}, "age": {"type": "integer", "minimum": 0, "maximum": 120},
            "town": {"enum": ["Seoul", "Oslo", "Lima"]}, "tags": {"type": "array", "items": {"type": "string", "maxLength": 12}, "maxItems": 4}},
            "required": ["name", "age", "town"], "additionalProperties": false}}\
            """;

    private FormSpeed() {}

    /** Measures. */
    public static void main(String[] arguments) {
        int tokens = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        List<Optional<AnswerForm>> forms =
                List.of(
                        Optional.empty(),
                        Optional.of(new AnswerForm.JsonSchema(SCHEMA)),
                        Optional.of(new AnswerForm.Gbnf("root ::= [^\\x00]+")));
        String[] names = {"free", "schema", "any text"};
        try (CpuModel model =
                CpuModel.open(Checkpoints.open(Path.of(arguments[0])), EngineOptions.defaults())) {
            double[][] speeds = new double[forms.size()][rounds];
            for (int round = -1; round < rounds; round++) {
                for (int kind = 0; kind < forms.size(); kind++) {
                    double speed = speed(model, tokens, round, forms.get(kind));
                    if (round >= 0) {
                        speeds[kind][round] = speed;
                    } else {
                        System.out.printf(
                                Locale.ROOT, "%s, first: %.1f tokens/s%n", names[kind], speed);
                    }
                }
            }
            for (int kind = 0; kind < forms.size(); kind++) {
                double[] sorted = speeds[kind].clone();
                Arrays.sort(sorted);
                System.out.printf(
                        Locale.ROOT,
                        "%s: median %.1f tokens/s (%.1f to %.1f)%n",
                        names[kind],
                        sorted[rounds / 2],
                        sorted[0],
                        sorted[rounds - 1]);
            }
        }
    }

    private static double speed(CpuModel model, int tokens, int seed, Optional<AnswerForm> form) {
        GenerationOptions options =
                new GenerationOptions(tokens, 0.8, 40, 0.95, 0.05, 1, seed, List.of(), true, 0)
                        .withForm(form);
        Generation answer = model.generate(PROMPT, options, TokenListener.NONE);
        return answer.ids().size() / answer.predictedSeconds();
    }
}
