package dev.sundog.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ChatTemplateTest {
    private static final String CHATML =
            "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] +"
                    + " '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{"
                    + " '<|im_start|>assistant\\n' }}{% endif %}";

    @Test
    void rendersAConversation() {
        ChatTemplate template = ChatTemplate.of(CHATML, "<s>", "</s>");
        List<ChatMessage> messages =
                List.of(ChatMessage.system("Be brief."), ChatMessage.user("Hi"));

        assertThat(template.render(messages, RenderOptions.prompt()))
                .isEqualTo(
                        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                                + "<|im_start|>assistant\n");
        assertThat(template.render(messages, RenderOptions.finished())).endsWith("Hi<|im_end|>\n");
    }

    @Test
    void toolsAndTheClockReachTheTemplate() {
        ChatTemplate template =
                ChatTemplate.of(
                        "{{ bos_token }}{{ tools | tojson }}{{ strftime_now('%H:%M') }}{{ eos_token"
                                + " }}",
                        "<s>", "</s>");
        RenderOptions options =
                new RenderOptions(
                        false,
                        List.of(Map.of("name", "f")),
                        Optional.of(LocalDateTime.of(2026, 1, 2, 3, 4)));

        assertThat(template.render(List.of(), options))
                .isEqualTo("<s>[{\"name\": \"f\"}]03:04</s>");
        assertThat(template.render(List.of(), RenderOptions.finished())).startsWith("<s>null");
    }

    @Test
    void aMessageKeepsNullsPartsAndTheOrderOfItsKeys() {
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("tool_calls", List.of());
        raw.put("content", null);
        raw.put("role", "assistant");
        ChatMessage message = ChatMessage.fromMap(raw);
        ChatMessage parts =
                ChatMessage.fromMap(
                        Map.of(
                                "role",
                                "user",
                                "content",
                                Arrays.asList(Map.of("type", "text", "text", "Hi"), null)));

        assertThat(message.content()).isEmpty();
        assertThat(parts.content()).isEqualTo("Hi");
        assertThat(
                        ChatTemplate.of("{{ messages[0] | tojson }}", "", "")
                                .render(List.of(message), RenderOptions.finished()))
                .isEqualTo("{\"tool_calls\": [], \"content\": null, \"role\": \"assistant\"}");
        assertThatThrownBy(() -> ChatMessage.fromMap(Map.of("content", "x")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("role");
    }

    @Test
    void reasoningIsReadUnderItsOtherNames() {
        ChatMessage message = new ChatMessage("assistant", "4", Map.of("reasoning", "2+2"));

        assertThat(
                        ChatTemplate.of(
                                        "{{ messages[0].reasoning_content }}{{ messages[0].thinking"
                                                + " }}",
                                        "",
                                        "")
                                .render(List.of(message), RenderOptions.finished()))
                .isEqualTo("2+22+2");
    }

    @Test
    void theFileOfItsOwnGoesBeforeTheConfiguration() {
        Optional<byte[]> config =
                bytes(
                        """
                        {"bos_token": {"content": "<b>"}, "eos_token": null, "pad_token": "<p>",
                         "chat_template": [{"name": "tool_use", "template": "no"},
                                           {"name": "default", "template": "{{ bos_token ~ pad_token }}"}]}
                        """);

        assertThat(rendered(ChatTemplate.from(config, Optional.empty()))).isEqualTo("<b><p>");
        assertThat(rendered(ChatTemplate.from(config, bytes("{{ bos_token }}{{ eos_token }}!"))))
                .isEqualTo("<b>!");
        assertThat(ChatTemplate.from(bytes("{}"), Optional.empty())).isEmpty();
        assertThat(ChatTemplate.from(Optional.empty(), Optional.empty())).isEmpty();
        assertThatThrownBy(() -> ChatTemplate.from(bytes("{"), Optional.empty()))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("tokenizer_config.json");
    }

    @Test
    void aRefusalIsTheTemplatesOwnMessage() {
        ChatTemplate template =
                ChatTemplate.of("{{ raise_exception('Roles must ' + 'alternate') }}", "", "");

        assertThatThrownBy(() -> template.render(List.of(), RenderOptions.prompt()))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("template-refused"))
                .hasMessage("Roles must alternate");
    }

    @Test
    void errorsNameTheirLine() {
        assertThatThrownBy(() -> ChatTemplate.of("a\n\n{% if x %}", "", ""))
                .hasMessageContaining("line 3")
                .hasMessageContaining("'if'");
        assertThatThrownBy(() -> ChatTemplate.of("a\n{{ 1 + }}", "", ""))
                .hasMessageContaining("line 2");
        assertThatThrownBy(
                        () ->
                                ChatTemplate.of("a\n{% if true %}\n\n{{ x.y }}{% endif %}", "", "")
                                        .render(List.of(), RenderOptions.prompt()))
                .hasMessage("chat template, line 4: 'x' is undefined");
    }

    private static Optional<byte[]> bytes(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String rendered(Optional<ChatTemplate> template) {
        return template.orElseThrow().render(List.of(), RenderOptions.finished());
    }
}
