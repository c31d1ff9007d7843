package dev.sundog.model.chat;

import java.util.Map;

/**
 * One message of a conversation in OpenAI's form.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} …
 * @param content its text
 * @param extra further fields ({@code tool_calls}, {@code name} …) as plain maps, lists, strings,
 *     numbers and booleans
 */
public record ChatMessage(String role, String content, Map<String, Object> extra) {
    public ChatMessage {
        extra = Map.copyOf(extra);
    }

    public ChatMessage(String role, String content) {
        this(role, content, Map.of());
    }

    public static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    public static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    public static ChatMessage assistant(String content) {
        return new ChatMessage("assistant", content);
    }
}
