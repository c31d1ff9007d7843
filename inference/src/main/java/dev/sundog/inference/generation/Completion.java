package dev.sundog.inference.generation;

import dev.sundog.inference.sampling.LogProbabilities;
import dev.sundog.inference.sampling.Sampler;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.Generation.TokenLogprob;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One prompt and its answer. Used once, by one thread. */
final class Completion {
    private static final double NANOS = 1e-9;

    private final LocalModel model;
    private final Kernels kernels;
    private final Set<Integer> ends;
    private final GenerationOptions options;
    private final TokenListener listener;
    private final TextStream text;
    private final Sampler sampler;
    private final Tokenizer.StreamDecoder decoder;
    private final List<Integer> ids = new ArrayList<>();
    private final List<TokenLogprob> logprobs = new ArrayList<>();

    Completion(
            LocalModel model,
            Kernels kernels,
            Set<Integer> ends,
            GenerationOptions options,
            TokenListener listener) {
        this.model = model;
        this.kernels = kernels;
        this.ends = ends;
        this.options = options;
        this.listener = listener;
        text = new TextStream(options.stop());
        sampler = new Sampler(options);
        decoder = model.tokenizer().streamDecoder();
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
            for (int id : prompt) {
                sampler.accept(id);
            }
            float[] logits = session.append(prompt);
            long promptEnd = System.nanoTime();
            FinishReason reason = answer(session, logits);
            long end = System.nanoTime();
            return new Generation(
                    text.text(),
                    List.copyOf(ids),
                    reason,
                    prompt.length,
                    (promptEnd - start) * NANOS,
                    (end - promptEnd) * NANOS,
                    List.copyOf(logprobs));
        }
    }

    private FinishReason answer(Session session, float[] firstLogits) {
        float[] logits = firstLogits;
        while (ids.size() < options.maxTokens()) {
            int id = sampler.sample(logits);
            sampler.accept(id);
            ids.add(id);
            if (options.logprobs() > 0) {
                logprobs.add(
                        LogProbabilities.report(
                                id, logits, options.logprobs(), model.tokenizer(), kernels));
            }
            boolean end = ends.contains(id) && !options.ignoreEos();
            boolean last =
                    end
                            || ids.size() == options.maxTokens()
                            || session.length() == session.capacity();
            boolean goOn = listener.onToken(id, certainText(id, last));
            if (end || text.stopped()) {
                return FinishReason.STOP;
            }
            if (!goOn) {
                return FinishReason.CANCELLED;
            }
            if (last) {
                return FinishReason.LENGTH;
            }
            logits = session.append(id);
        }
        return FinishReason.LENGTH;
    }

    private String certainText(int id, boolean last) {
        StringBuilder certain = new StringBuilder();
        if (!model.tokenizer().isSpecial(id)) {
            certain.append(text.push(decoder.push(id)));
        }
        if (last && !text.stopped()) {
            certain.append(text.push(decoder.flush()));
            if (!text.stopped()) {
                certain.append(text.flush());
            }
        }
        return certain.toString();
    }
}
