package dev.sundog.inference.generation;

import dev.sundog.inference.constraint.ConstraintCursor;
import dev.sundog.inference.sampling.LogProbabilities;
import dev.sundog.inference.sampling.Sampler;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.Generation.TokenLogprob;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An answer as it grows, a token at a time: which token, what text became certain with it, whether
 * it was the last one. Not thread-safe.
 */
public final class Answer {
    private final Tokenizer tokenizer;
    private final Kernels kernels;
    private final Set<Integer> ends;
    private final GenerationOptions options;
    private final TextStream text;
    private final Sampler sampler;
    private final Tokenizer.StreamDecoder decoder;
    private final Optional<ConstraintCursor> constraint;
    private final List<Integer> ids = new ArrayList<>();

    /**
     * One token of an answer.
     *
     * @param id its id
     * @param text what became certain with it, possibly empty
     * @param logprob its log-probability if asked for
     * @param end why the answer ends with it, if it does
     */
    public record Token(
            int id, String text, Optional<TokenLogprob> logprob, Optional<FinishReason> end) {}

    Answer(
            Tokenizer tokenizer,
            Kernels kernels,
            Set<Integer> ends,
            int[] prompt,
            GenerationOptions options,
            Optional<ConstraintCursor> constraint) {
        this.tokenizer = tokenizer;
        this.kernels = kernels;
        this.ends = ends;
        this.options = options;
        this.constraint = constraint;
        text = new TextStream(options.stop());
        sampler = new Sampler(options);
        decoder = tokenizer.streamDecoder();
        for (int id : prompt) {
            sampler.acceptPrompt(id);
        }
    }

    /**
     * The next token.
     *
     * @param logits after all tokens so far
     * @param full whether no token can follow this one
     */
    public Token next(float[] logits, boolean full) {
        int id =
                constraint
                        .map(cursor -> sampler.sample(logits, cursor))
                        .orElseGet(() -> sampler.sample(logits));
        sampler.accept(id);
        constraint.ifPresent(cursor -> cursor.accept(id));
        ids.add(id);
        Optional<TokenLogprob> logprob =
                options.logprobs() == 0
                        ? Optional.empty()
                        : Optional.of(
                                LogProbabilities.report(
                                        id, logits, options.logprobs(), tokenizer, kernels));
        boolean end = ends.contains(id) && !options.ignoreEos();
        boolean complete = constraint.map(ConstraintCursor::complete).orElse(false);
        boolean last = end || complete || full || ids.size() >= options.maxTokens();
        String certain = certainText(id, last);
        if (end || complete || text.stopped()) {
            return new Token(id, certain, logprob, Optional.of(FinishReason.STOP));
        }
        return new Token(
                id, certain, logprob, last ? Optional.of(FinishReason.LENGTH) : Optional.empty());
    }

    /** All text so far, without a stop text. */
    public String text() {
        return text.text();
    }

    /** All tokens so far. */
    public List<Integer> ids() {
        return List.copyOf(ids);
    }

    /** How many tokens there are. */
    public int size() {
        return ids.size();
    }

    private String certainText(int id, boolean last) {
        StringBuilder certain = new StringBuilder();
        if (!tokenizer.isSpecial(id)) {
            certain.append(text.push(decoder.push(id)));
        } else if (options.visible().contains(id)) {
            certain.append(text.push(decoder.flush())).append(text.push(tokenizer.token(id)));
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
