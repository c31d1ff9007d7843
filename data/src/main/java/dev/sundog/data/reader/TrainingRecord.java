package dev.sundog.data.reader;

import dev.sundog.model.chat.ChatMessage;

import java.util.List;

/** One unit of training data. */
public sealed interface TrainingRecord {
    /**
     * A document.
     *
     * @param text not empty
     */
    record Text(String text) implements TrainingRecord {
        public Text {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("an empty document");
            }
        }
    }

    /**
     * A conversation with at least one answer of the assistant.
     *
     * @param messages in order
     */
    record Conversation(List<ChatMessage> messages) implements TrainingRecord {
        public Conversation {
            messages = List.copyOf(messages);
            if (messages.stream().noneMatch(message -> message.role().equals("assistant"))) {
                throw new IllegalArgumentException("no message of the assistant");
            }
        }
    }

    /**
     * A conversation with a better and a worse answer; a plain text among messages is one message
     * of the user (the prompt) or of the assistant (the answers).
     *
     * @param prompt what is given
     * @param chosen the better continuation
     * @param rejected the worse one
     */
    record Preference(
            List<ChatMessage> prompt, List<ChatMessage> chosen, List<ChatMessage> rejected)
            implements TrainingRecord {
        public Preference {
            prompt = List.copyOf(prompt);
            chosen = List.copyOf(chosen);
            rejected = List.copyOf(rejected);
            if (prompt.isEmpty() || chosen.isEmpty() || rejected.isEmpty()) {
                throw new IllegalArgumentException("an empty prompt, chosen or rejected");
            }
        }
    }

    /**
     * A text with a better and a worse continuation, for a model without a chat template.
     *
     * @param prompt what is given
     * @param chosen the better continuation
     * @param rejected the worse one
     */
    record TextPreference(String prompt, String chosen, String rejected) implements TrainingRecord {
        public TextPreference {
            if (prompt.isEmpty() || chosen.isEmpty() || rejected.isEmpty()) {
                throw new IllegalArgumentException("an empty prompt, chosen or rejected");
            }
        }
    }
}
