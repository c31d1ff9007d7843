package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.inference.tool.ToolFunction;
import dev.sundog.model.chat.ChatTemplate;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

class ChatPromptTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String PLAIN =
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}";
    private static final String CONVERSATION =
            """
            [{"role": "user", "content": "hi"},
             {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\": 1}"}}]},
             {"role": "tool", "tool_call_id": "c1", "content": "yes"}, {"role": "tool", "tool_call_id": "c1", "content": "no"}]\
            """;
    private static final Tools TOOLS =
            new Tools(
                    List.of(
                            MAPPER.readTree(
                                    "{\"type\": \"function\", \"function\": {\"name\": \"f\"}}")),
                    List.of(new ToolFunction("f", "{\"type\":\"object\"}")),
                    false,
                    true);

    private static String render(String template, Tools tools) {
        List<ObjectNode> messages = ChatMessages.read(MAPPER.readTree(CONVERSATION));
        return ChatPrompt.render(ChatTemplate.of(template, "", ""), messages, tools).text();
    }

    @Test
    void argumentsAreAnObject() {
        String template =
                "{{ tools[0].function.name }}{% for m in messages %}|{% if m.tool_calls %}{{"
                    + " m.content is none }}{{ m.tool_calls[0].function.arguments.a + 1 }}{% else"
                    + " %}{{ m.name }}{{ m.content }}{% endif %}{% endfor %}";
        assertThat(render(template, TOOLS)).isEqualTo("f|hi|True2|fyes|fno");
    }

    @Test
    void orATextForTemplatesThatTakeThat() {
        String template =
                "{% if tools %}{% endif %}{% for m in messages %}|{% if m.tool_calls %}{{ m.content"
                    + " + m.tool_calls[0].function.arguments + '!' }}{% else %}{{ m.content }}{%"
                    + " endif %}{% endfor %}";
        assertThat(render(template, TOOLS)).isEqualTo("|hi|{\"a\":1}!|yes|no");
    }

    @Test
    void templatesWithoutToolsAreTold() {
        assertThat(render(PLAIN, TOOLS))
                .startsWith("<system>You can call these functions")
                .contains("<tools>\n{\"name\":\"f\"}\n</tools>")
                .endsWith(
                        "<user>hi<assistant><tool_call>\n"
                                + "{\"name\": \"f\", \"arguments\": {\"a\":1}}\n"
                                + "</tool_call><user><tool_response>\n"
                                + "yes\n"
                                + "</tool_response>\n"
                                + "<tool_response>\n"
                                + "no\n"
                                + "</tool_response>");
        // the results of calls are told also where nothing more can be called
        assertThat(render(PLAIN, Tools.NONE)).startsWith("<user>hi<assistant><tool_call>");
    }

    @Test
    void whereThereIsNoSystemTheUserTells() {
        String template =
                "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
                        + PLAIN;
        assertThat(render(template, TOOLS)).startsWith("<user>You can call").contains("\n\nhi<");
    }

    @Test
    void namesOfFunctionsComeWithTheirResults() {
        List<JsonNode> names = new ArrayList<>();
        ChatMessages.read(MAPPER.readTree(CONVERSATION)).forEach(it -> names.add(it.path("name")));
        assertThat(names.get(2).asString()).isEqualTo("f");
    }
}
