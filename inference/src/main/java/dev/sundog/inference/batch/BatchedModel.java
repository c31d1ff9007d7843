package dev.sundog.inference.batch;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.List;

/**
 * A CPU model that answers several prompts at once in one batch; all else is the model's own.
 * Thread-safe. Closing it closes the model.
 *
 * @param model to run
 */
public record BatchedModel(CpuModel model) implements LocalModel {
    @Override
    public List<Generation> generateAll(List<String> prompts, GenerationOptions options) {
        return complete(prompts.stream().map(model::encodePrompt).toList(), options);
    }

    @Override
    public List<Generation> chatAll(
            List<List<ChatMessage>> conversations, GenerationOptions options) {
        return complete(conversations.stream().map(model::encodeChat).toList(), options);
    }

    private List<Generation> complete(List<int[]> prompts, GenerationOptions options) {
        return ManyCompletions.of(model, prompts, i -> options, ProgressListener.NONE);
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Generation generate(String prompt, GenerationOptions options, TokenListener listener) {
        return model.generate(prompt, options, listener);
    }

    @Override
    public Generation chat(
            List<ChatMessage> messages, GenerationOptions options, TokenListener listener) {
        return model.chat(messages, options, listener);
    }

    @Override
    public List<Score> score(List<Continuation> requests) {
        return model.score(requests);
    }

    @Override
    public List<Score> scoreRolling(List<String> texts) {
        return model.scoreRolling(texts);
    }

    @Override
    public ModelConfig config() {
        return model.config();
    }

    @Override
    public Tokenizer tokenizer() {
        return model.tokenizer();
    }

    @Override
    public Session openSession(int capacity) {
        return model.openSession(capacity);
    }

    @Override
    public void close() {
        model.close();
    }
}
