package dev.sundog.inference.generation;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.Generation.TokenLogprob;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;
import dev.sundog.model.language.Session;

import java.util.ArrayList;
import java.util.List;

/** One prompt and its answer. Used once, by one thread. */
final class Completion {
    private static final double NANOS = 1e-9;

    private final CpuModel model;
    private final GenerationOptions options;
    private final TokenListener listener;
    private final List<TokenLogprob> logprobs = new ArrayList<>();

    Completion(CpuModel model, GenerationOptions options, TokenListener listener) {
        this.model = model;
        this.options = options;
        this.listener = listener;
    }

    Generation run(int[] prompt) {
        int context = model.config().contextLength();
        if (prompt.length > context) {
            throw SundogException.data(
                    "prompt-too-long",
                    "the prompt has %d tokens, the context length of %s is %d; shorten it"
                            .formatted(prompt.length, model.name(), context));
        }
        int capacity = (int) Math.min(context, (long) prompt.length + options.maxTokens());
        long start = System.nanoTime();
        try (Session session = model.openSession(capacity)) {
            Answer answer = model.newAnswer(prompt, options);
            float[] logits = session.append(prompt);
            long promptEnd = System.nanoTime();
            FinishReason reason = finish(answer, session, logits);
            long end = System.nanoTime();
            return new Generation(
                    answer.text(),
                    answer.ids(),
                    reason,
                    prompt.length,
                    (promptEnd - start) * NANOS,
                    (end - promptEnd) * NANOS,
                    List.copyOf(logprobs));
        }
    }

    private FinishReason finish(Answer answer, Session session, float[] firstLogits) {
        float[] logits = firstLogits;
        while (answer.size() < options.maxTokens()) {
            Answer.Token token = answer.next(logits, session.length() == session.capacity());
            token.logprob().ifPresent(logprobs::add);
            boolean goOn = listener.onToken(token.id(), token.text());
            if (token.end().isPresent()) {
                FinishReason reason = token.end().get();
                return reason == FinishReason.LENGTH && !goOn ? FinishReason.CANCELLED : reason;
            }
            if (!goOn) {
                return FinishReason.CANCELLED;
            }
            logits = session.append(token.id());
        }
        return FinishReason.LENGTH;
    }
}
