package dev.sundog.model.language;

import dev.sundog.model.chat.ChatMessage;

import java.util.List;

/**
 * Anything that completes text: the CPU engine, libtorch, a remote endpoint. What only some can do
 * (scoring, sessions) is in the sub-interfaces, so that a missing capability is absent from the
 * type. Implementations are thread-safe unless they say otherwise.
 */
public interface LanguageModel extends AutoCloseable {
    /** A short name for reports. */
    String name();

    /**
     * Completes raw text; the listener sees each piece as it becomes certain and may stop by
     * returning false.
     */
    Generation generate(String prompt, GenerationOptions options, TokenListener listener);

    /** Answers a conversation through the model's chat template. */
    Generation chat(List<ChatMessage> messages, GenerationOptions options, TokenListener listener);

    /** What {@link #generate} gives for each prompt, in order; perhaps several at once. */
    default List<Generation> generateAll(List<String> prompts, GenerationOptions options) {
        return prompts.stream()
                .map(prompt -> generate(prompt, options, TokenListener.NONE))
                .toList();
    }

    /** What {@link #chat} gives for each conversation, in order; perhaps several at once. */
    default List<Generation> chatAll(
            List<List<ChatMessage>> conversations, GenerationOptions options) {
        return conversations.stream()
                .map(messages -> chat(messages, options, TokenListener.NONE))
                .toList();
    }

    @Override
    void close();

    /** Sees the text of an answer while it is made. */
    @FunctionalInterface
    interface TokenListener {
        TokenListener NONE = (id, text) -> true;

        /**
         * @param id token id
         * @param text what became certain with it, possibly empty
         * @return false to stop
         */
        boolean onToken(int id, String text);
    }
}
