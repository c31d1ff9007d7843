package dev.sundog.evaluation.task;

import dev.sundog.model.chat.ChatMessage;

import java.util.List;

/** Turns a conversation into a prompt that ends where the assistant begins: a chat template. */
@FunctionalInterface
public interface PromptRenderer {
    /** The prompt, generation prompt included. */
    String render(List<ChatMessage> messages);
}
