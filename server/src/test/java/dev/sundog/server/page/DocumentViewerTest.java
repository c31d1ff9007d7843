package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;

import dev.sundog.server.SamplePdf;
import dev.sundog.server.ServerOptions;
import dev.sundog.server.SundogServer;
import dev.sundog.server.document.DocumentLimits;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** The viewer of documents in a browser. */
@ExtendWith(BrowserExtension.class)
class DocumentViewerTest {
    private static final Pattern CURRENT = Pattern.compile("\\bcurrent\\b");
    private static final Pattern LIT = Pattern.compile("\\blit\\b");
    private static final List<Throwable> BUGS = new CopyOnWriteArrayList<>();
    private static SundogServer server;

    @BeforeAll
    static void start() {
        server = server(List.of());
    }

    private static SundogServer server(List<String> keys) {
        return SundogServer.start(
                List.of(),
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        keys,
                        1_000,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        DocumentLimits.defaults()),
                BUGS::add);
    }

    @AfterAll
    static void stop() {
        server.close();
        assertThat(BUGS).isEmpty();
    }

    private static void visit(OpenPage open, SundogServer where) {
        open.visit("http://127.0.0.1:" + where.port(), "/documents");
    }

    private static void read(OpenPage open, byte[] file) {
        open.page
                .locator("#file")
                .setInputFiles(new FilePayload("halos.pdf", "application/pdf", file));
        assertThat(open.page.locator("#viewer")).isVisible();
        awaitPicture(open);
    }

    /** By evaluations of ours: the page's policy allows no script to be made of text. */
    private static void awaitPicture(OpenPage open) {
        open.page.waitForCondition(
                () ->
                        open.page
                                .evaluate("document.querySelector('.sheet img').naturalWidth > 0")
                                .equals(true));
    }

    private static void photograph(OpenPage open, String name) {
        Optional.ofNullable(System.getProperty("sundog.screenshots"))
                .ifPresent(
                        folder ->
                                open.page.screenshot(
                                        new Page.ScreenshotOptions()
                                                .setPath(Path.of(folder, name + ".png"))));
    }

    @Test
    void aPageStandsBesideItsText(OpenPage open) {
        visit(open, server);
        photograph(open, "empty");
        read(open, SamplePdf.of(2));
        assertThat(open.page.locator("#pages .sheet")).hasCount(2);
        Locator parts = open.page.locator(".part");
        assertThat(parts.first()).containsText("Sundogs on page 1");
        assertThat(open.page.locator(".box")).hasCount(parts.count());
        assertThat(open.page.locator(".part table td").first()).isVisible();
        assertThat(open.page.locator(".part b")).hasCount(0);
        assertThat(open.page.locator(".box b").first()).hasText("1");
        assertThat(open.page.locator(".sheet svg .tip").first()).isVisible();
        photograph(open, "wide-light");
        open.page.locator("#order").uncheck();
        assertThat(open.page.locator(".box b").first()).isHidden();
        // the box of the heading is where the heading is: 72 of 612 points from the left
        Object left =
                open.page.evaluate(
                        """
                        () => {
                            const sheet = document.querySelector('#pages .sheet').getBoundingClientRect();
                            const box = document.querySelector('.box').getBoundingClientRect();
                            return (box.left - sheet.left) / sheet.width;
                        }
                        """);
        assertThat(((Number) left).doubleValue()).isBetween(0.112, 0.122);
    }

    @Test
    void eitherSidePointsAtTheOther(OpenPage open) {
        visit(open, server);
        read(open, SamplePdf.of(2));
        Locator box = open.page.locator(".box").nth(1);
        Locator part = open.page.locator(".part").nth(1);
        box.hover();
        assertThat(part).hasClass(LIT);
        part.hover();
        assertThat(box).hasClass(LIT);
        box.click();
        assertThat(part).hasClass(CURRENT);
        open.page.locator(".part").last().click();
        assertThat(open.page.locator(".box").last()).hasClass(CURRENT);
        assertThat(open.page.locator(".box").last()).isInViewport();
        assertThat(part).not().hasClass(CURRENT);
    }

    @Test
    void keysWalkThroughTheElements(OpenPage open) {
        visit(open, server);
        read(open, SamplePdf.of(2));
        open.page.keyboard().press("j");
        assertThat(open.page.locator(".part").first()).isFocused();
        open.page.keyboard().press("ArrowDown");
        assertThat(open.page.locator(".part").nth(1)).isFocused();
        assertThat(open.page.locator(".box").nth(1)).hasClass(CURRENT);
        open.page.keyboard().press("k");
        assertThat(open.page.locator(".part").first()).isFocused();
        open.page.keyboard().press("End");
        assertThat(open.page.locator(".part").last()).isInViewport();
        assertThat(open.page.locator(".box").last()).isInViewport();
    }

    @Test
    void narrowAndDark(OpenPage open) {
        open.page.setViewportSize(400, 800);
        visit(open, server);
        photograph(open, "narrow-empty");
        read(open, SamplePdf.of(1));
        open.page.keyboard().press("j");
        photograph(open, "narrow-light");
        Object beyond =
                open.page.evaluate(
                        "[document.documentElement, document.querySelector('#reading'),"
                                + " document.querySelector('#pages')].map(e => e.scrollWidth -"
                                + " e.clientWidth).filter(x => x > 0).length");
        assertThat(((Number) beyond).intValue()).isZero();
        assertThat(open.page.locator("#choose")).isInViewport();
        open.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(open.page.locator("body")).hasCSS("background-color", "rgb(15, 19, 24)");
        photograph(open, "narrow-dark");
        open.page.setViewportSize(1280, 800);
        photograph(open, "wide-dark");
        open.page.locator("#toggle-theme").click();
        assertThat(open.page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
    }

    @Test
    void whatIsNoDocumentIsSaidAndAKeyIsAskedFor(OpenPage open) {
        visit(open, server);
        open.page
                .locator("#file")
                .setInputFiles(new FilePayload("a.pdf", "application/pdf", new byte[] {1, 2}));
        assertThat(open.page.locator("#notice")).containsText("a.pdf");
        assertThat(open.page.locator("#empty")).isVisible();
        try (SundogServer locked = server(List.of("open"))) {
            visit(open, locked);
            open.page
                    .locator("#file")
                    .setInputFiles(new FilePayload("h.pdf", "application/pdf", SamplePdf.of(1)));
            open.page.locator("#notice input").fill("open");
            open.page.keyboard().press("Enter");
            assertThat(open.page.locator("#viewer")).isVisible();
            awaitPicture(open);
        }
    }

    @Test
    void htmlThatWouldActIsInert(OpenPage open) {
        visit(open, server);
        Object text =
                open.page.evaluate(
                        """
                        async () => {
                            const {safeNodes} = await import(new URL('inert.js', location.href));
                            const box = document.createElement('div');
                            box.append(...safeNodes(`<p onclick="x()" style="color:red">a<script>window.hit = 1</script>
                                <img src="http://elsewhere.invalid/a.png" onerror="window.hit = 1"><a href="javascript:x()">b</a>
                                <iframe src="/"></iframe><svg onload="window.hit = 1"></svg></p><form><td colspan="2">c</td></form>`));
                            document.body.append(box);
                            const attributes = [...box.querySelectorAll('*')].flatMap(e => e.getAttributeNames());
                            const tags = [...box.querySelectorAll('*')].map(e => e.localName);
                            return [...new Set([...tags, ...attributes, String(window.hit)])].sort().join(' ');
                        }
                        """);
        assertThat((String) text).isEqualTo("class p span title undefined");
        // the browser says what it did not let happen
        open.forgive("Content Security Policy");
    }
}
