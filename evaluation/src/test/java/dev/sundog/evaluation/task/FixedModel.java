package dev.sundog.evaluation.task;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.ScoringModel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model that knows a table. A text costs one nat a character, a token is a character, unless the
 * table says otherwise; asked to go on, it says what its table says.
 */
public final class FixedModel implements ScoringModel {
    private final Map<String, Double> likelihoods;
    private final Map<String, String> answers;
    private final List<Continuation> seen = new ArrayList<>();
    private final List<GenerationOptions> options = new ArrayList<>();

    public FixedModel(Map<String, Double> likelihoods, Map<String, String> answers) {
        this.likelihoods = likelihoods;
        this.answers = answers;
    }

    public List<Continuation> seen() {
        return seen;
    }

    public List<GenerationOptions> options() {
        return options;
    }

    @Override
    public String name() {
        return "fixed";
    }

    @Override
    public List<Score> score(List<Continuation> requests) {
        seen.addAll(requests);
        return requests.stream().map(request -> score(request.continuation())).toList();
    }

    @Override
    public List<Score> scoreRolling(List<String> texts) {
        return texts.stream().map(this::score).toList();
    }

    private Score score(String text) {
        double value = likelihoods.getOrDefault(text.strip(), -1.0 * text.strip().length());
        return new Score(value, text.strip().length(), value > -1);
    }

    @Override
    public Generation generate(String prompt, GenerationOptions given, TokenListener listener) {
        options.add(given);
        return generation(answers.getOrDefault(prompt, "?"));
    }

    @Override
    public Generation chat(
            List<ChatMessage> messages, GenerationOptions given, TokenListener listener) {
        options.add(given);
        return generation(answers.getOrDefault(messages.getLast().content(), "?"));
    }

    private static Generation generation(String text) {
        return new Generation(
                text, List.of(1), Generation.FinishReason.STOP, 1, 0.001, 0.001, List.of());
    }

    @Override
    public void close() {}
}
