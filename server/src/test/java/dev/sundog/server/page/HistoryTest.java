package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Conversations in the browser's storage: kept, listed, renamed, deleted, carried as a file. */
@ExtendWith(BrowserExtension.class)
class HistoryTest {
    @Test
    void conversationsSurviveAReload(OpenPage open) {
        open.open();
        open.ask("first question");
        open.ask("second question");
        open.page.locator("#new-conversation").click();
        open.ask("another matter");
        open.page.reload();

        assertThat(titles(open)).hasText(new String[] {"another matter", "first question"});
        titles(open).last().click();
        assertThat(open.page.locator(".message .content"))
                .hasText(
                        new String[] {
                            "first question", "first question", "second question", "second question"
                        });
        assertThat(open.page.locator(".meta").first()).containsText("2 tokens");
        open.ask("third");
        assertThat(open.server.body().get("messages").size()).isEqualTo(5);
    }

    @Test
    void versionsSurviveAReload(OpenPage open) {
        open.open();
        open.ask("one");
        open.server.script(question -> Reply.words("two"));
        open.action("assistant", "retry").click();
        open.awaitAnswer();
        open.page.getByLabel("Previous version").click();
        open.page.reload();
        titles(open).click();

        assertThat(open.answer()).hasText("one");
        open.page.getByLabel("Next version").click();
        assertThat(open.answer()).hasText("two");
    }

    @Test
    void aConversationIsRenamed(OpenPage open) {
        open.open();
        open.ask("first question");
        titles(open).hover();
        open.page.locator("#history").getByLabel("Rename").click();
        open.page.locator("#history input").fill("Names of towns");
        open.page.keyboard().press("Enter");
        assertThat(titles(open)).hasText("Names of towns");

        titles(open).press("F2");
        open.page.locator("#history input").fill("dropped");
        open.page.keyboard().press("Escape");
        assertThat(titles(open)).hasText("Names of towns");
        open.page.reload();
        assertThat(titles(open)).hasText("Names of towns");
    }

    @Test
    void aDeletedConversationCanBeBroughtBackAtOnce(OpenPage open) {
        open.open();
        open.ask("first question");
        titles(open).hover();
        open.page.getByLabel("Delete conversation").click();
        assertThat(titles(open)).hasCount(0);
        assertThat(open.page.locator("#welcome")).isVisible();
        open.page.locator("#toast button").click();
        assertThat(open.answer()).hasText("first question");

        titles(open).hover();
        open.page.getByLabel("Delete conversation").click();
        open.page.reload();
        assertThat(open.page.locator("#history")).containsText("will be listed here");
    }

    @Test
    void conversationsAreCarriedAsAFile(OpenPage open) throws IOException {
        open.open();
        open.ask("first question");
        Download download = open.page.waitForDownload(() -> open.page.locator("#export").click());
        byte[] exported;
        try (InputStream stream = download.createReadStream()) {
            exported = stream.readAllBytes();
        }
        open.page.evaluate("localStorage.clear()");
        open.page.reload();
        assertThat(titles(open)).hasCount(0);
        importFile(open, exported);
        importFile(open, exported);

        assertThat(open.page.locator("#toast")).containsText("Conversations imported: 1");
        assertThat(titles(open)).hasText(new String[] {"first question", "first question"});
        titles(open).first().click();
        assertThat(open.answer()).hasText("first question");
        assertThat(open.page.locator(".token")).hasCount(2);
    }

    @Test
    void aFileThatIsNoneIsRefused(OpenPage open) {
        open.open();
        importFile(open, "{\"format\": \"other\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(open.page.locator("#toast")).containsText("no exported conversations");
        importFile(open, "\u0000 not JSON".getBytes(StandardCharsets.UTF_8));
        assertThat(open.page.locator("#toast")).containsText("no exported conversations");
    }

    @Test
    void aHostileFileIsReadAsFarAsItMakesSense(OpenPage open) {
        String hostile =
                """
                {"format": "sundog-conversations", "version": 1, "conversations": [null, 7, {"id": "x"}, {
                  "id": "__proto__", "title": {"toString": 1}, "nodes": [
                    {"id": "root", "children": ["a", "missing"], "chosen": 99},
                    {"id": "a", "parent": "root", "role": "user", "text": "<img src=x onerror=alert(1)>"},
                    {"id": "a", "parent": "a", "role": "user", "text": "again"},
                    {"id": "b", "parent": "nowhere", "role": "user", "text": "lost"},
                    {"id": "c", "parent": "a", "role": "system", "text": "no"},
                    {"id": "d", "parent": "a", "role": "assistant", "text": 5, "pieces": [[1], "x"],
                     "statistics": {"count": "many"}, "error": {"kind": "constructor", "message": {}}},
                    null]}]}
                """;
        open.open();
        importFile(open, hostile.getBytes(StandardCharsets.UTF_8));
        assertThat(open.page.locator("#toast")).containsText("Conversations imported: 1");
        titles(open).click();

        assertThat(open.page.locator(".message")).hasCount(2);
        assertThat(open.page.locator(".user .content")).hasText("<img src=x onerror=alert(1)>");
        assertThat(open.page.locator(".error")).hasCount(1);
        open.page.reload();
        assertThat(titles(open)).hasCount(1);
    }

    @Test
    void anotherTabSeesWhatWasKept(OpenPage open) {
        open.open();
        Page other = open.context.newPage();
        other.navigate(open.server.address());
        open.ask("from the first tab");
        assertThat(other.locator("#history .title")).hasText("from the first tab");
    }

    @Test
    void fullStorageGivesUpProbabilitiesOfOldConversationsFirst(OpenPage open) {
        open.open();
        open.server.script(question -> Reply.words("word ".repeat(100)));
        open.ask("old words");
        open.server.script(Reply::words);
        open.page.locator("#new-conversation").click();
        open.page.evaluate(
                """
                () => {
                    let size = 4_000_000;
                    while (size > 20) {
                        try {
                            localStorage.setItem('filler', (localStorage.getItem('filler') ?? '') + 'x'.repeat(size));
                        } catch {
                            size = Math.floor(size / 2);
                        }
                    }
                }
                """);
        open.ask("new words");
        open.page.reload();

        assertThat(titles(open)).hasText(new String[] {"new words", "old words"});
        titles(open).last().click();
        assertThat(open.answer()).containsText("word word");
        assertThat(open.page.locator(".token")).hasCount(0);
    }

    private static Locator titles(OpenPage open) {
        return open.page.locator("#history .title");
    }

    private static void importFile(OpenPage open, byte[] content) {
        open.page
                .locator("#import-file")
                .setInputFiles(new FilePayload("file.json", "application/json", content));
    }
}
