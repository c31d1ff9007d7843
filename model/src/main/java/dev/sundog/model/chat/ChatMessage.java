package dev.sundog.model.chat;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message of a conversation in OpenAI's form.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} …
 * @param content its text
 * @param extra further fields ({@code tool_calls}, {@code name} …) as plain maps, lists, strings,
 *     numbers, booleans and nulls, in order; one made by {@link #fromMap} holds the whole message
 */
public record ChatMessage(
        String role, String content, Map<String, ? extends @Nullable Object> extra) {
    public ChatMessage {
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
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

    /**
     * A message exactly as given: a missing or null {@code content}, a list of parts, and the order
     * of keys are kept for the template; {@link #content()} is the text in it.
     *
     * @throws SundogException (data) if it has no role
     */
    public static ChatMessage fromMap(Map<String, ? extends @Nullable Object> message) {
        if (!(message.get("role") instanceof String role)) {
            throw SundogException.data(
                    "message-role",
                    "a message has no role: "
                            + message.keySet()
                            + "; give each a \"role\" such as system, user or assistant");
        }
        return new ChatMessage(role, textOf(message.get("content")), message);
    }

    private static String textOf(@Nullable Object content) {
        return switch (content) {
            case String text -> text;
            case Map<?, ?> part when part.get("text") instanceof String text -> text;
            case List<?> parts -> {
                StringBuilder joined = new StringBuilder();
                parts.forEach(part -> joined.append(textOf(part)));
                yield joined.toString();
            }
            case null, default -> "";
        };
    }

    /** The message as a template sees it. */
    public Map<String, ? extends @Nullable Object> toMap() {
        if (extra.containsKey("role")) {
            return extra;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("role", role);
        map.put("content", content);
        map.putAll(extra);
        return map;
    }
}
