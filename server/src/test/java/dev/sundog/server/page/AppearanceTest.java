package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

/** Colours, widths, languages, keys. */
@ExtendWith(BrowserExtension.class)
class AppearanceTest {
    private static final String DARK_PAPER = "rgb(15, 19, 24)";
    private static final String LIGHT_PAPER = "rgb(255, 255, 255)";

    @Test
    void thePageComesWithAStrictPolicyAndKeepsToIt(OpenPage open) {
        Response response = open.open();
        assertThat(response.headerValue("content-security-policy")).contains("default-src 'none'");
        assertThat(
                        (Integer)
                                open.page.evaluate(
                                        "document.querySelectorAll('[style], style,"
                                                + " script:not([src])').length"))
                .isZero();
    }

    @Test
    void coloursFollowTheSystemUntilChosen(OpenPage open) {
        open.open();
        assertThat(open.page.locator("body")).hasCSS("background-color", LIGHT_PAPER);
        open.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(open.page.locator("body")).hasCSS("background-color", DARK_PAPER);
        open.page.locator("#toggle-theme").click();
        assertThat(open.page.locator("body")).hasCSS("background-color", LIGHT_PAPER);
        open.page.locator("#toggle-theme").click();
        open.page.reload();
        open.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(open.page.locator("body")).hasCSS("background-color", DARK_PAPER);

        open.page.locator("#toggle-settings").click();
        open.page.locator("[name=theme][value=system]").check();
        assertThat(open.page.locator("body")).hasCSS("background-color", LIGHT_PAPER);
    }

    @Test
    void nothingStandsOverAtFourHundredPixels(OpenPage open) {
        String text =
                "A".repeat(300)
                        + "\n\n```\n"
                        + "long line ".repeat(40)
                        + "\n```\n\n"
                        + "아주 긴 한국어 문장은 낱말에서 줄이 바뀝니다. ".repeat(6);
        open.page.setViewportSize(400, 800);
        open.server.script(question -> Reply.words(text));
        open.server.models("a-model-with-a-name-that-is-longer-than-the-screen-is-wide-at-400");
        open.open();
        open.ask("B".repeat(200));
        assertNoSidewaysScroll(open);
        assertThat(open.question()).isInViewport();
        assertThat(open.page.locator("#toggle-settings")).isInViewport();

        assertThat(open.page.locator("#sidebar")).isHidden();
        open.page.locator("#open-sidebar").click();
        assertThat(open.page.locator("#history .title")).isInViewport();
        assertNoSidewaysScroll(open);
        open.page.keyboard().press("Escape");
        assertThat(open.page.locator("#sidebar")).isHidden();
        assertThat(open.page.locator("#open-sidebar")).isFocused();

        open.page.locator("#toggle-settings").click();
        assertThat(open.page.locator("#settings")).isInViewport();
        assertNoSidewaysScroll(open);
    }

    @Test
    void koreanBreaksBetweenWords(OpenPage open) {
        open.server.script(question -> Reply.words("안녕하세요. 무엇을 도와드릴까요?"));
        open.open();
        open.ask("안녕");
        assertThat(open.answer()).hasAttribute("lang", "ko");
        assertThat(open.answer()).hasCSS("word-break", "keep-all");
        open.server.script(question -> Reply.words("こんにちは。"));
        open.ask("?");
        assertThat(open.answer()).hasAttribute("lang", "ja");
        assertThat(open.answer()).hasCSS("word-break", "normal");
    }

    @Test
    void thePageSpeaksThreeLanguages(OpenPage open) {
        open.open();
        assertThat(open.page.locator("#new-conversation")).hasText("New conversation");
        open.page.locator("#toggle-settings").click();
        open.page.locator("#language").selectOption("ko");
        assertThat(open.page.locator("#new-conversation")).hasText("새 대화");
        assertThat(open.page.locator("html")).hasAttribute("lang", "ko");
        open.page.locator("#language").selectOption("ja");
        assertThat(open.page.locator("#send")).hasAttribute("aria-label", "送信");
        open.page.reload();
        assertThat(open.page.locator("#new-conversation")).hasText("新しい会話");
    }

    @Test
    void everyLanguageHasEveryText(OpenPage open) {
        open.open();
        Object differences =
                open.page.evaluate(
                        """
                        async () => {
                            const load = async (name, tag) => (await import(new URL(`strings-${tag}.js`, location.href)))[name];
                            const tables = [await load('english', 'en'), await load('korean', 'ko'), await load('japanese', 'ja')];
                            const marks = text => (text.match(/\\{\\d\\}/g) ?? []).sort().join();
                            const shape = table => Object.entries(table).map(([name, text]) => name + marks(text)).sort().join(' ');
                            return tables.map(shape).filter(each => each !== shape(tables[0]));
                        }
                        """);
        assertThat((List<?>) differences).isEmpty();
    }

    @Test
    void enterSendsUnlessShiftedOrComposing(OpenPage open) {
        open.open();
        open.question().fill("한");
        open.question()
                .evaluate(
                        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter',"
                                + " isComposing: true, bubbles: true, cancelable: true}))");
        assertThat(open.server.asked()).isEmpty();
        open.question().press("Shift+Enter");
        open.page.keyboard().type("second line");
        assertThat(open.question()).hasValue("한\nsecond line");
        open.question().press("Enter");
        open.awaitAnswer();
        assertThat(open.server.body().get("messages").get(0).get("content").asString())
                .isEqualTo("한\nsecond line");
        open.question().press("Enter");
        assertThat(open.server.asked()).hasSize(1);
    }

    @Test
    void escapeStopsAndArrowUpEditsTheLastMessage(OpenPage open) {
        open.server.script(question -> Reply.words("on and on", Reply.Ending.ENDLESS));
        open.server.pause(20);
        open.open();
        open.send("Go");
        assertThat(open.answer()).containsText("on");
        open.page.keyboard().press("Escape");
        open.awaitAnswer();
        assertThat(open.page.locator(".meta")).containsText("stopped");

        open.question().press("ArrowUp");
        assertThat(open.page.locator(".editing textarea")).isFocused();
        assertThat(open.page.locator(".editing textarea")).hasValue("Go");
        open.page.keyboard().press("Escape");
        assertThat(open.page.locator(".editing")).hasCount(0);
    }

    @Test
    void shortcutsAreListed(OpenPage open) {
        open.open();
        open.page.keyboard().press("Control+/");
        assertThat(open.page.locator("#shortcuts")).isVisible();
        open.page.keyboard().press("Escape");
        assertThat(open.page.locator("#shortcuts")).isHidden();
    }

    @Test
    void everyControlHasANameAndTheFocusIsSeen(OpenPage open) {
        open.open();
        open.ask("hello");
        open.page.locator("#toggle-settings").click();
        Object nameless =
                open.page.evaluate(
                        """
                        () => [...document.querySelectorAll('button, input, select, textarea')]
                            .filter(node => !node.hidden && node.type !== 'file' && !(node.getAttribute('aria-label')
                                || node.textContent.trim() || node.labels?.length))
                            .map(node => node.outerHTML)
                        """);
        assertThat((List<?>) nameless).isEmpty();
        open.page.keyboard().press("Tab");
        assertThat(
                        (String)
                                open.page.evaluate(
                                        "getComputedStyle(document.activeElement).outlineStyle"))
                .isNotEqualTo("none");
        assertThat(open.page.locator("#announcer")).hasText("hello");
    }

    private static void assertNoSidewaysScroll(OpenPage open) {
        for (String element :
                List.of("document.documentElement", "document.querySelector('#scroller')")) {
            Object beyond =
                    open.page.evaluate(
                            "(() => { const e = "
                                    + element
                                    + "; return e.scrollWidth - e.clientWidth; })()");
            assertThat(((Number) beyond).intValue()).as(element).isLessThanOrEqualTo(0);
        }
    }
}
