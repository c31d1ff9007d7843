package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import tools.jackson.databind.JsonNode;

/** What the panel of settings and the model picker put into a request. */
@ExtendWith(BrowserExtension.class)
class SettingsTest {
    @Test
    void emptyFieldsLeaveTheChoiceToTheServer(OpenPage open) {
        open.open();
        open.ask("hello");

        assertThat(open.server.body().propertyNames())
                .containsExactlyInAnyOrder(
                        "model",
                        "messages",
                        "stream",
                        "stream_options",
                        "logprobs",
                        "top_logprobs");
        assertThat(open.server.body().get("top_logprobs").asInt()).isEqualTo(5);
    }

    @Test
    void everySettingReachesTheServerAndIsKept(OpenPage open) {
        open.open();
        panel(open);
        fill(open, "temperature", "0.7");
        fill(open, "top_p", "0.9");
        fill(open, "max_tokens", "64");
        fill(open, "top_k", "40");
        fill(open, "min_p", "0.05");
        fill(open, "repeat_penalty", "1.1");
        fill(open, "frequency_penalty", "-0.5");
        fill(open, "presence_penalty", "0.5");
        fill(open, "seed", "0");
        open.page.locator("#stop-sequences").fill("END\n\\n\\n");
        open.page.reload();
        open.ask("hello");

        JsonNode body = open.server.body();
        assertThat(body.get("temperature").asDouble()).isEqualTo(0.7);
        assertThat(body.get("top_p").asDouble()).isEqualTo(0.9);
        assertThat(body.get("max_tokens").asInt()).isEqualTo(64);
        assertThat(body.get("top_k").asInt()).isEqualTo(40);
        assertThat(body.get("min_p").asDouble()).isEqualTo(0.05);
        assertThat(body.get("repeat_penalty").asDouble()).isEqualTo(1.1);
        assertThat(body.get("frequency_penalty").asDouble()).isEqualTo(-0.5);
        assertThat(body.get("presence_penalty").asDouble()).isEqualTo(0.5);
        assertThat(body.get("seed").asInt()).isZero();
        assertThat(body.get("stop").toString()).isEqualTo("[\"END\",\"\\n\\n\"]");

        panel(open);
        open.page.locator(".section-head button").click();
        open.ask("again");
        assertThat(open.server.body().has("temperature")).isFalse();
        assertThat(open.server.body().has("stop")).isFalse();
    }

    @Test
    void aValueOutOfRangeIsMarkedAndNotSent(OpenPage open) {
        open.open();
        panel(open);
        fill(open, "temperature", "3");
        assertThat(open.page.locator("#sampling-temperature")).hasAttribute("aria-invalid", "true");
        fill(open, "max_tokens", "1.5");
        open.ask("hello");
        assertThat(open.server.body().has("temperature")).isFalse();
        assertThat(open.server.body().has("max_tokens")).isFalse();
    }

    @Test
    void theSystemPromptBelongsToItsConversationAndToNewOnes(OpenPage open) {
        open.open();
        panel(open);
        Locator prompt = open.page.locator("#system-prompt");
        prompt.fill("Answer briefly.");
        open.ask("hello");
        assertThat(open.server.body().get("messages").get(0).toString())
                .isEqualTo("{\"role\":\"system\",\"content\":\"Answer briefly.\"}");

        open.page.locator("#new-conversation").click();
        assertThat(prompt).hasValue("Answer briefly.");
        prompt.fill("");
        open.ask("other");
        assertThat(open.server.body().get("messages").size()).isEqualTo(1);
        open.page.locator("#history .title").last().click();
        assertThat(prompt).hasValue("Answer briefly.");
    }

    @Test
    void theChosenModelAnswers(OpenPage open) {
        open.open();
        assertThat(open.page.locator("#model option")).hasText(new String[] {"pico", "stories"});
        open.page.locator("#model").selectOption("stories");
        open.ask("hello");
        assertThat(open.server.body().get("model").asString()).isEqualTo("stories");
        assertThat(open.page.locator(".meta")).containsText("stories");

        open.page.reload();
        assertThat(open.page.locator("#model")).hasValue("stories");
        open.server.models("pico");
        open.page.reload();
        open.page.locator("#history .title").click();
        assertThat(open.page.locator("#model")).hasValue("pico");
    }

    @Test
    void aServerWithoutModelsIsAskedAgainWhenAQuestionComes(OpenPage open) {
        open.server.models();
        open.open();
        assertThat(open.page.locator("#notice")).containsText("offers no model");
        open.server.models("late");
        open.ask("hello");
        assertThat(open.page.locator("#notice")).isHidden();
        assertThat(open.server.body().get("model").asString()).isEqualTo("late");
    }

    private static void panel(OpenPage open) {
        open.page.locator("#toggle-settings").click();
        assertThat(open.page.locator("#settings")).isVisible();
        open.page.locator("summary").click();
    }

    private static void fill(OpenPage open, String name, String value) {
        open.page.locator("#sampling-" + name).fill(value);
    }
}
