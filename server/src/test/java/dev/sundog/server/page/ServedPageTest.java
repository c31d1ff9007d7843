package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;

import dev.sundog.inference.batch.BatchOptions;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.server.ServedModel;
import dev.sundog.server.ServerOptions;
import dev.sundog.server.SundogServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** The page from the server itself, with the smallest model there is. */
@ExtendWith(BrowserExtension.class)
class ServedPageTest {
    private static final Path MODEL =
            Path.of(
                    System.getProperty("basedir", "."),
                    "..",
                    "models",
                    "pico-base",
                    "pico-base.gguf");
    private static final BatchOptions TWO_SLOTS = new BatchOptions(2, 512, 4);

    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();

    @Test
    void aModelAnswersInTheBrowser(OpenPage open) {
        try (SundogServer server = start("")) {
            Response response = open.open(address(server));
            assertThat(response.headerValue("content-security-policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
            assertThat(open.page.locator("#model")).hasValue("pico");
            sampling(open, "temperature", "0");
            sampling(open, "max_tokens", "24");

            open.ask("안나는 어디에 사나요?");
            String first = open.answer().innerText();
            assertThat(first).isNotBlank();
            assertThat(open.page.locator(".error")).hasCount(0);
            assertThat(open.page.locator(".meta"))
                    .hasText(Pattern.compile("pico · \\d+ tokens · .*first after .*"));

            open.page.locator(".token").nth(1).hover();
            Locator card = open.page.locator("#token-card");
            assertThat(card.locator("li").first()).containsText("%");
            assertThat(card.locator("li")).hasCount(5);

            open.action("assistant", "retry").click();
            open.awaitAnswer();
            assertThat(open.answer()).hasText(first);
        }
        assertThat(bugs).isEmpty();
    }

    @Test
    void everySettingIsUnderstood(OpenPage open) {
        try (SundogServer server = start("")) {
            open.open(address(server));
            for (String setting :
                    List.of(
                            "temperature 0.8",
                            "top_p 0.9",
                            "top_k 40",
                            "min_p 0.05",
                            "repeat_penalty 1.1",
                            "frequency_penalty 0.2",
                            "presence_penalty 0.2",
                            "max_tokens 8",
                            "seed 7")) {
                String[] parts = setting.split(" ", 2);
                sampling(open, parts[0], parts[1]);
            }
            open.page.locator("#stop-sequences").fill("\\n\\n");
            open.page.locator("#system-prompt").fill("Answer briefly.");
            open.ask("Anna");

            assertThat(open.page.locator(".error")).hasCount(0);
            assertThat(open.page.locator(".meta")).containsText("tokens");
        }
        assertThat(bugs).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWords(OpenPage open) {
        try (SundogServer server = start("secret")) {
            open.open(address(server));
            assertThat(open.page.locator("#notice")).containsText("asks for an API key");
            open.page.locator("#notice button").click();
            open.page.locator("#api-key").fill("secret");
            open.page.locator("#api-key").press("Enter");
            assertThat(open.page.locator("#model")).hasValue("pico");

            open.ask("far too long ".repeat(400));
            assertThat(open.page.locator(".error"))
                    .containsText("The server did not accept the request.");
            assertThat(open.page.locator(".error")).containsText("512");
        }
        assertThat(bugs).isEmpty();
    }

    private SundogServer start(String key) {
        ServedModel model =
                ServedModel.start(
                        "pico",
                        CpuModel.open(Checkpoints.open(MODEL), EngineOptions.defaults()),
                        TWO_SLOTS);
        ServerOptions options =
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        key.isEmpty() ? List.of() : List.of(key),
                        1 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10));
        return SundogServer.start(List.of(model), options, bugs::add);
    }

    private static String address(SundogServer server) {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private static void sampling(OpenPage open, String name, String value) {
        if (!open.page.locator("#settings").isVisible()) {
            open.page.locator("#toggle-settings").click();
            open.page.locator("summary").click();
        }
        open.page.locator("#sampling-" + name).fill(value);
    }
}
