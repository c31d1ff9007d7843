package dev.sundog.model.chat;

import dev.sundog.model.chat.jinja.JinjaTemplate;
import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model's chat template: a conversation in, the prompt out, as {@code apply_chat_template} of
 * Hugging Face does. Thread-safe.
 */
public final class ChatTemplate {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final List<String> REASONING =
            List.of("reasoning_content", "thinking", "reasoning");
    private static final List<String> SPECIAL_TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token");

    private final String source;
    private final JinjaTemplate template;
    private final Map<String, String> specialTokens;

    private ChatTemplate(String source, Map<String, String> specialTokens) {
        this.source = source;
        this.template = JinjaTemplate.parse(source);
        this.specialTokens = Map.copyOf(specialTokens);
    }

    /**
     * A template from its Jinja source.
     *
     * @param bos what {@code bos_token} is in it
     * @param eos what {@code eos_token} is in it
     * @throws SundogException (data, {@code template-error}) if it is malformed
     */
    public static ChatTemplate of(String source, String bos, String eos) {
        return new ChatTemplate(source, Map.of("bos_token", bos, "eos_token", eos));
    }

    /**
     * The template that a model's files hold: {@code chat_template.jinja} if there, else the {@code
     * chat_template} of {@code tokenizer_config.json} (the one named {@code default} of several).
     *
     * @return empty if the model has none
     * @throws SundogException (data, {@code template-error}) if a file or the template is malformed
     */
    public static Optional<ChatTemplate> from(
            Optional<byte[]> tokenizerConfigJson, Optional<byte[]> chatTemplateJinja) {
        JsonNode config =
                tokenizerConfigJson
                        .map(ChatTemplate::readConfig)
                        .orElseGet(MAPPER::createObjectNode);
        Map<String, String> specialTokens = new LinkedHashMap<>();
        for (String key : SPECIAL_TOKENS) {
            JsonNode node = config.path(key);
            JsonNode token = node.isObject() ? node.path("content") : node;
            if (token.isString()) {
                specialTokens.put(key, token.stringValue());
            }
        }
        return chatTemplateJinja
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .or(() -> configured(config.path("chat_template")))
                .map(source -> new ChatTemplate(source, specialTokens));
    }

    private static JsonNode readConfig(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException malformed) {
            throw SundogException.data(
                    "template-error",
                    "tokenizer_config.json: " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static Optional<String> configured(JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.stringValue());
        }
        for (JsonNode named : node) {
            if (named.path("name").asString("").equals("default")) {
                return Optional.of(named.path("template").asString(""));
            }
        }
        return Optional.empty();
    }

    /** The Jinja source. */
    public String source() {
        return source;
    }

    /**
     * The prompt of a conversation.
     *
     * @throws SundogException (data) with code {@code template-refused} and the template's own
     *     words if it refuses the conversation; {@code template-error} with the line if it fails
     */
    public String render(List<ChatMessage> messages, RenderOptions options) {
        return template.render(variables(messages, options), clock(options));
    }

    /**
     * What the template marks as said by the assistant ({@code {% generation %}}), in order; empty
     * if it marks nothing.
     *
     * @throws SundogException as {@link #render}
     */
    public List<Span> generationSpans(List<ChatMessage> messages, RenderOptions options) {
        return template.generationSpans(variables(messages, options), clock(options)).stream()
                .map(span -> new Span(span[0], span[1]))
                .toList();
    }

    /**
     * Characters {@code from} to {@code to} (exclusive) of a rendering.
     *
     * @param from first character
     * @param to end
     */
    public record Span(int from, int to) {}

    private static Supplier<LocalDateTime> clock(RenderOptions options) {
        return () -> options.now().orElseGet(LocalDateTime::now);
    }

    private Map<String, @Nullable Object> variables(
            List<ChatMessage> messages, RenderOptions options) {
        List<Object> conversation = new ArrayList<>();
        for (ChatMessage message : messages) {
            conversation.add(withReasoning(message.toMap()));
        }
        Map<String, @Nullable Object> variables = new LinkedHashMap<>(specialTokens);
        variables.put("messages", conversation);
        variables.put("tools", options.tools().isEmpty() ? null : options.tools());
        variables.put("documents", null);
        variables.put("add_generation_prompt", options.addGenerationPrompt());
        return variables;
    }

    /** Reasoning under all names that templates read it by. */
    private static Map<String, ? extends @Nullable Object> withReasoning(
            Map<String, ? extends @Nullable Object> message) {
        for (String key : REASONING) {
            Object reasoning = message.get(key);
            if (reasoning != null) {
                Map<String, @Nullable Object> aliased = new LinkedHashMap<>();
                aliased.put("thinking", reasoning);
                aliased.putAll(message);
                aliased.put("reasoning_content", reasoning);
                return aliased;
            }
        }
        return message;
    }
}
