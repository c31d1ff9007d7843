package dev.sundog.server;

import dev.sundog.model.language.GenerationOptions;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code POST /v1/completions}. */
final class Completions {
    /** OpenAI's default. */
    private static final int DEFAULT_TOKENS = 16;

    private static final int MOST_ALTERNATIVES = 5;

    private final ModelDirectory models;
    private final ServerMetrics metrics;

    Completions(ModelDirectory models, ServerMetrics metrics) {
        this.models = models;
        this.metrics = metrics;
    }

    void handle(Exchange exchange) {
        Fields fields = new Fields(exchange.json());
        ServedModel served = models.find(fields.requireString("model"));
        exchange.about(served);
        refuseUnsupported(fields);
        int choices = Sampling.choices(fields);
        OptionalInt alternatives = fields.integer("logprobs", 0, MOST_ALTERNATIVES);
        GenerationOptions options =
                Sampling.options(
                                fields,
                                Math.min(
                                        served.context(),
                                        fields.integer("max_tokens", 0, Integer.MAX_VALUE)
                                                .orElse(DEFAULT_TOKENS)),
                                alternatives.isPresent() ? Math.max(1, alternatives.getAsInt()) : 0,
                                served.model().config().vocabularySize())
                        .withForm(AnswerForms.read(fields, served));
        Optional<GapForm> gap = gap(fields, served);
        List<int[]> prompts =
                gap.map(form -> List.of(filling(form, fields, served)))
                        .orElseGet(
                                () -> TokenInputs.read("prompt", fields.require("prompt"), served));
        List<String> ends = gap.map(GapForm::ends).orElse(List.of());
        TextFormat format =
                new TextFormat(
                        Identifiers.next("cmpl-"),
                        Instant.now().getEpochSecond(),
                        served.id(),
                        alternatives.orElse(0));
        new AnswerRun(exchange, served, format, metrics)
                .run(
                        prompts,
                        choices,
                        options.withMoreStops(ends).withVisible(served.specialTokens(ends)),
                        fields.flag("stream"),
                        StreamOptions.includeUsage(fields));
    }

    /** How the model fills gaps, if the request has a {@code suffix}. */
    private static Optional<GapForm> gap(Fields fields, ServedModel served) {
        Optional<JsonNode> suffix = fields.find("suffix");
        if (suffix.isEmpty() || suffix.get().isString() && suffix.get().stringValue().isEmpty()) {
            return Optional.empty();
        }
        if (!suffix.get().isString()) {
            throw Fields.wrongType("suffix", "a string", suffix.get());
        }
        return Optional.of(
                GapForm.of(served)
                        .orElseThrow(
                                () ->
                                        Fields.unsupported(
                                                "suffix",
                                                "the model has no tokens to fill gaps with")));
    }

    private static int[] filling(GapForm form, Fields fields, ServedModel served) {
        return served.model()
                .encodePrompt(
                        form.prompt(
                                fields.requireString("prompt"), fields.requireString("suffix")));
    }

    private static void refuseUnsupported(Fields fields) {
        fields.refuse("echo", "the prompt is not repeated");
        int choices = fields.integer("n", 1, Integer.MAX_VALUE).orElse(1);
        if (fields.integer("best_of", 0, Integer.MAX_VALUE).orElse(choices) != choices) {
            throw Fields.unsupported("best_of", "all answers are returned");
        }
    }
}
