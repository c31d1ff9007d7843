package dev.sundog.model.chat;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to render a conversation.
 *
 * @param addGenerationPrompt whether to end with what begins an answer
 * @param tools functions that the model may call, as JSON schemas; none if empty
 * @param now the time that {@code strftime_now} tells; the real one if empty
 */
public record RenderOptions(
        boolean addGenerationPrompt, List<Map<String, Object>> tools, Optional<LocalDateTime> now) {
    public RenderOptions {
        tools = List.copyOf(tools);
    }

    /** A prompt for an answer, without tools. */
    public static RenderOptions prompt() {
        return new RenderOptions(true, List.of(), Optional.empty());
    }

    /** A finished conversation, without tools. */
    public static RenderOptions finished() {
        return new RenderOptions(false, List.of(), Optional.empty());
    }
}
