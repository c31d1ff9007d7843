package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asking, streaming, stopping, trying again, and what goes wrong meanwhile. */
@ExtendWith(BrowserExtension.class)
class AnsweringTest {
    @Test
    void anAnswerGrowsWhileItIsMade(OpenPage open) {
        open.server.script(question -> Reply.words("Anna lives in Velden.", Reply.Ending.ENDLESS));
        open.server.pause(40);
        open.open();
        open.send("Where does Anna live?");

        assertThat(open.page.locator(".user .content")).hasText("Where does Anna live?");
        assertThat(open.answer()).containsText("Anna lives");
        assertThat(open.page.locator("#transcript")).hasAttribute("aria-busy", "true");
        assertThat(open.answer()).containsText("Velden. Velden.");
    }

    @Test
    void charactersCutBetweenTokensAndChunksArriveWhole(OpenPage open) {
        String text = "한국의 수도는 서울입니다. 東京は日本の首都です。 𝄞";
        open.server.script(question -> new Reply.Answer(Reply.bytes(text, 0.9), Reply.Ending.STOP));
        open.open();
        open.ask("?");

        assertThat(open.answer()).hasText(text);
        assertThat(open.answer()).hasAttribute("lang", "ko");
        assertThat(open.page.locator(".token").first()).hasText("한");
    }

    @Test
    void stoppingKeepsTheTextAndFreesTheServer(OpenPage open) throws InterruptedException {
        open.server.script(question -> Reply.words("on and on", Reply.Ending.ENDLESS));
        open.server.pause(20);
        open.open();
        open.send("Go");
        assertThat(open.answer()).containsText("on and on");
        open.page.locator("#stop").click();

        open.awaitAnswer();
        assertThat(open.server.left().await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(open.answer()).containsText("on and on");
        assertThat(open.page.locator(".meta")).containsText("stopped");
        assertThat(open.page.locator("#send")).isVisible();
        assertThat(open.question()).isFocused();
    }

    @Test
    void anAnswerSaysHowFastItWas(OpenPage open) {
        open.server.script(question -> Reply.words("one two three four", Reply.Ending.LENGTH));
        open.server.pause(10);
        open.open();
        open.ask("Count");

        // a browser that was kept waiting reads all tokens at once, and has no rate to tell
        assertThat(open.page.locator(".meta"))
                .hasText(
                        Pattern.compile(
                                "pico · 4 tokens( · [\\d.]+ tokens/s)? · first after \\d+ ms"
                                        + " · cut off at the token limit"));
    }

    @Test
    void anEditedMessageIsAskedAgainAndTheOldOneIsKept(OpenPage open) {
        open.open();
        open.ask("first");
        open.ask("second");
        open.page.locator(".user").first().hover();
        open.page.locator(".user").first().locator("[data-action=edit]").click();
        Locator field = open.page.locator(".editing textarea");
        field.fill("changed");
        field.press("Enter");
        open.awaitAnswer();

        assertThat(open.page.locator(".message .content"))
                .hasText(new String[] {"changed", "changed"});
        assertThat(contents(open)).containsExactly("changed");
        assertThat(open.page.locator(".user .versions")).containsText("2/2");

        open.page.locator(".user .versions button").first().click();
        assertThat(open.page.locator(".message .content"))
                .hasText(new String[] {"first", "first", "second", "second"});
    }

    @Test
    void anAnswerTriedAgainGetsAVersionBesideIt(OpenPage open) {
        open.open();
        open.ask("first");
        open.server.script(question -> Reply.words("another"));
        open.action("assistant", "retry").click();
        open.awaitAnswer();

        assertThat(open.answer()).hasText("another");
        assertThat(contents(open)).containsExactly("first");
        open.page.getByLabel("Previous version").click();
        assertThat(open.answer()).hasText("first");
    }

    @Test
    void deletingTakesWhatFollowsAlongAndCanBeUndone(OpenPage open) {
        open.open();
        open.ask("first");
        open.ask("second");
        open.page.locator(".assistant").first().locator("[data-action=delete]").click();
        assertThat(open.page.locator(".message")).hasCount(1);
        open.page.locator("#toast button").click();
        assertThat(open.page.locator(".message")).hasCount(4);

        open.action("user", "delete").click();
        assertThat(open.page.locator(".message")).hasCount(2);
        open.ask("third");
        assertThat(contents(open)).containsExactly("first", "first", "third");
    }

    @Test
    void markupInAnAnswerStaysText(OpenPage open) {
        String hostile =
                "<img src=x onerror=\"window.hacked=1\"> <script>window.hacked=1</script>"
                        + " [link](javascript:window.hacked=1) `<b>code</b>`";
        open.server.script(question -> Reply.words(hostile));
        open.open();
        open.ask("<img src=x onerror=\"window.hacked=1\">");

        assertThat(open.answer()).containsText("<img src=x onerror=\"window.hacked=1\">");
        assertThat(open.answer()).containsText("<script>window.hacked=1</script>");
        assertThat(open.answer().locator("code")).hasText("<b>code</b>");
        assertThat(open.page.locator("#transcript :is(img, script, b, a)")).hasCount(0);
        assertThat(open.page.evaluate("window.hacked")).isNull();
    }

    @Test
    void markdownBecomesBlocks(OpenPage open) {
        String text =
                "# Title\n\n"
                        + "Some **bold**, *slanted* and `code`; 2 * 3 * 4.\n\n"
                        + "- one\n"
                        + "- two\n"
                        + "  1. inner\n"
                        + "- three\n\n"
                        + "```java\n"
                        + "int x = 1;\n\n"
                        + "// **not bold**\n"
                        + "```\n"
                        + "After.";
        open.server.script(question -> Reply.words(text));
        open.open();
        open.ask("?");

        Locator answer = open.answer();
        assertThat(answer.locator("h3")).hasText("Title");
        assertThat(answer.locator("strong")).hasText("bold");
        assertThat(answer.locator("em")).hasText("slanted");
        assertThat(answer.locator("> ul > li")).hasCount(3);
        assertThat(answer.locator("> ul > li > ol > li")).hasText("inner");
        assertThat(answer.locator("pre")).hasText("int x = 1;\n\n// **not bold**");
        assertThat(answer.locator("figcaption span")).hasText("java");
        assertThat(answer.locator("> p").last()).hasText("After.");
    }

    @Test
    void copyingTakesTheTextAsItCame(OpenPage open) {
        open.server.script(question -> Reply.words("Some **bold** text"));
        open.open();
        open.ask("?");
        open.action("assistant", "copy").click();

        assertThat(open.page.locator("#toast")).containsText("Copied");
        assertThat(open.page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo("Some **bold** text");
    }

    @Test
    void aMissingKeyIsAskedForAndKeptForTheTabOnly(OpenPage open) {
        open.server.demandKey("secret");
        open.open();
        assertThat(open.page.locator("#notice")).containsText("asks for an API key");
        open.page.locator("#notice button").click();
        assertThat(open.page.locator("#api-key")).isFocused();
        open.page.locator("#api-key").fill("secret");
        open.page.locator("#api-key").press("Enter");
        assertThat(open.page.locator("#notice")).isHidden();
        open.ask("hello");

        assertThat(open.answer()).hasText("hello");
        assertThat(open.server.asked().getLast().authorization()).isEqualTo("Bearer secret");
        assertThat((String) open.page.evaluate("JSON.stringify({...localStorage})"))
                .doesNotContain("secret");
        open.page.reload();
        assertThat(open.page.locator("#model")).hasValue("pico");
    }

    @Test
    void aBusyServerIsAskedAgainOnAClick(OpenPage open) {
        open.server.script(
                question ->
                        new Reply.Refusal(503, "All slots are taken.", Map.of("Retry-After", "2")));
        open.open();
        open.ask("hello");
        assertThat(open.page.locator(".error"))
                .containsText(
                        "The server is busy. All slots are taken. It suggests trying again in 2"
                                + " s.");

        open.server.script(Reply::words);
        open.page.locator(".error button").click();
        open.awaitAnswer();
        assertThat(open.answer()).hasText("hello");
        assertThat(open.page.locator(".error")).hasCount(0);
    }

    @Test
    void aRefusedRequestSaysWhy(OpenPage open) {
        open.server.script(
                question ->
                        new Reply.Refusal(400, "Prompt of 9000 tokens, context 512.", Map.of()));
        open.open();
        open.ask("hello");
        assertThat(open.page.locator(".error"))
                .containsText(
                        "The server did not accept the request. Prompt of 9000 tokens, context"
                                + " 512.");
    }

    @Test
    void aLostConnectionKeepsWhatCame(OpenPage open) {
        open.server.script(question -> Reply.words("half of an", Reply.Ending.BROKEN));
        open.open();
        open.ask("hello");
        assertThat(open.answer()).hasText("half of an");
        assertThat(open.page.locator(".error")).containsText("The connection was lost.");
    }

    @Test
    void anErrorInsideTheStreamIsShown(OpenPage open) {
        open.server.script(question -> Reply.words("half of an", Reply.Ending.ERROR));
        open.open();
        open.ask("hello");
        assertThat(open.answer()).hasText("half of an");
        assertThat(open.page.locator(".error")).containsText("The model failed.");
    }

    @Test
    void anAnswerGoesOnWhileAnotherConversationIsOpen(OpenPage open) {
        open.server.pause(30);
        open.open();
        open.send("one two three four five six seven eight nine ten");
        assertThat(open.answer()).containsText("one");
        open.page.locator("#new-conversation").click();
        assertThat(open.page.locator(".message")).hasCount(0);
        open.ask("other");
        assertThat(open.answer()).hasText("other");
        open.page
                .locator("#history .title")
                .filter(new Locator.FilterOptions().setHasText("one"))
                .click();
        open.awaitAnswer();
        assertThat(open.answer()).hasText("one two three four five six seven eight nine ten");
    }

    @Test
    void eventsAreReadFromPiecesOfAnySize(OpenPage open) {
        open.open();
        Object wrong =
                open.page.evaluate(
                        """
                        async () => {
                            const {eventsOf} = await import(new URL('sse.js', location.href));
                            const text = ': hello\\r\\n\\r\\ndata: 서울 𝄞\\r\\n\\r\\ndata:two\\ndata: lines\\n\\nevent: x\\r\\rdata: last\\r\\rdata: cut off';
                            const bytes = new TextEncoder().encode(text);
                            const wrong = [];
                            for (let size = 1; size <= bytes.length; size++) {
                                const stream = new ReadableStream({start(controller) {
                                    for (let at = 0; at < bytes.length; at += size) {
                                        controller.enqueue(bytes.slice(at, at + size));
                                    }
                                    controller.close();
                                }});
                                const events = [];
                                for await (const event of eventsOf(stream)) {
                                    events.push(event);
                                }
                                if (JSON.stringify(events) !== JSON.stringify(['서울 𝄞', 'two\\nlines', 'last'])) {
                                    wrong.push(`${size}: ${JSON.stringify(events)}`);
                                }
                            }
                            return wrong;
                        }
                        """);
        assertThat((List<?>) wrong).isEmpty();
    }

    private static List<String> contents(OpenPage open) {
        return open.server
                .body()
                .get("messages")
                .valueStream()
                .map(message -> message.get("content").asString())
                .toList();
    }
}
