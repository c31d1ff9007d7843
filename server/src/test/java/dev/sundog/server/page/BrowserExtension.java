package dev.sundog.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Gives each test an {@link OpenPage} and fails it if the page complained. All tests share one
 * Chromium, the system's; Playwright downloads none.
 */
final class BrowserExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(BrowserExtension.class);
    private static final Path CHROMIUM =
            Path.of(System.getenv().getOrDefault("SUNDOG_CHROMIUM", "/usr/bin/chromium"));

    private record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
        static Chromium launch() {
            Playwright playwright =
                    Playwright.create(
                            new Playwright.CreateOptions()
                                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Browser browser =
                    playwright
                            .chromium()
                            .launch(
                                    new BrowserType.LaunchOptions()
                                            .setExecutablePath(CHROMIUM)
                                            .setArgs(
                                                    List.of(
                                                            "--headless",
                                                            "--no-sandbox",
                                                            "--disable-gpu",
                                                            "--disable-background-networking",
                                                            "--disable-component-update",
                                                            "--disable-sync")));
            return new Chromium(playwright, browser);
        }

        @Override
        public void close() {
            playwright.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == OpenPage.class;
    }

    @Override
    public OpenPage resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Chromium chromium =
                test.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent(Chromium.class, type -> Chromium.launch(), Chromium.class);
        Browser.NewContextOptions options =
                new Browser.NewContextOptions()
                        .setLocale("en-US")
                        .setViewportSize(1280, 800)
                        .setPermissions(List.of("clipboard-read", "clipboard-write"));
        OpenPage page = new OpenPage(new ScriptedServer(), chromium.browser.newContext(options));
        test.getStore(NAMESPACE).put(OpenPage.class, page);
        return page;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        OpenPage page = test.getStore(NAMESPACE).get(OpenPage.class, OpenPage.class);
        if (page != null) {
            assertThat(page.complaints()).isEmpty();
        }
    }
}
