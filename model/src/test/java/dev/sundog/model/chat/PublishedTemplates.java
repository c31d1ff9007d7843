package dev.sundog.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Renders a folder of published templates and compares with what Python made of them; run by {@code
 * tools/render_templates}, not by the build, since no foreign template lives in this repository.
 *
 * <p>The folder holds the templates and {@code rendered.jsonl.gz}, one case a line: {@code
 * template, messages, tools, add_generation_prompt, bos_token, eos_token, now} and {@code rendered}
 * or {@code error}.
 */
class PublishedTemplates {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void renderAsPythonDoes() throws IOException {
        Path folder = Path.of(System.getProperty("templates"));
        List<String> different = new ArrayList<>();
        int count = 0;
        try (InputStream file = Files.newInputStream(folder.resolve("rendered.jsonl.gz"));
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode one = MAPPER.readTree(line);
                count++;
                if (!isSame(folder, one)) {
                    different.add(
                            one.path("template").asString("")
                                    + " "
                                    + one.path("case").asString(""));
                }
            }
        }
        Path report = Path.of(System.getProperty("templates.report"));
        Files.writeString(
                report,
                String.join("\n", different)
                        + (different.isEmpty() ? "" : "\n")
                        + (count - different.size())
                        + " of "
                        + count
                        + " renderings equal\n");
        assertThat(different).isEmpty();
    }

    private static boolean isSame(Path folder, JsonNode one) throws IOException {
        String source = Files.readString(folder.resolve(one.get("template").stringValue()));
        try {
            String rendered =
                    ChatTemplate.of(
                                    source,
                                    one.get("bos_token").stringValue(),
                                    one.get("eos_token").stringValue())
                            .render(messages(one.get("messages")), options(one));
            return one.has("rendered") && rendered.equals(one.get("rendered").stringValue());
        } catch (SundogException failure) {
            return one.has("error")
                    && one.get("error").stringValue().startsWith("TemplateError")
                            == failure.code().equals("template-refused");
        }
    }

    private static List<ChatMessage> messages(JsonNode nodes) {
        List<ChatMessage> messages = new ArrayList<>();
        nodes.forEach(node -> messages.add(ChatMessage.fromMap(map(node))));
        return messages;
    }

    private static RenderOptions options(JsonNode one) {
        List<Map<String, Object>> tools = new ArrayList<>();
        one.path("tools").forEach(tool -> tools.add(map(tool)));
        return new RenderOptions(
                one.get("add_generation_prompt").booleanValue(),
                tools,
                Optional.of(LocalDateTime.parse(one.get("now").stringValue())));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(JsonNode node) {
        return MAPPER.convertValue(node, Map.class);
    }
}
