package dev.sundog.server.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The page in a browser of its own with a server of its own, and what is wrong with every page:
 * complaints in the console, requests that leave the origin.
 */
final class OpenPage implements AutoCloseable {
    final ScriptedServer server;
    final BrowserContext context;
    final Page page;
    private String address;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    OpenPage(ScriptedServer server, BrowserContext context) {
        this.server = server;
        address = server.address();
        this.context = context;
        context.onRequest(this::checkOrigin);
        context.onConsoleMessage(
                message -> {
                    boolean refusedByScript = message.text().contains("Failed to load resource");
                    if (!refusedByScript && List.of("error", "warning").contains(message.type())) {
                        complaints.add(message.text());
                    }
                });
        context.onWebError(error -> complaints.add(error.error()));
        page = context.newPage();
        page.setDefaultTimeout(10_000);
    }

    /** Loads the page and waits for its models. */
    Response open() {
        Response response = page.navigate(address);
        page.waitForFunction("document.querySelector('#model').options.length > 0");
        return response;
    }

    /** The same from a server other than the scripted one. */
    Response open(String origin) {
        address = origin;
        return open();
    }

    /** Loads another page of a server other than the scripted one. */
    Response visit(String origin, String path) {
        address = origin;
        return page.navigate(origin + path);
    }

    /** Takes complaints as meant that speak of something. */
    void forgive(String subject) {
        complaints.removeIf(complaint -> complaint.contains(subject));
    }

    /** Types a message and sends it. */
    void send(String text) {
        question().fill(text);
        question().press("Enter");
    }

    /** Sends a message and waits until its answer is finished. */
    void ask(String text) {
        send(text);
        awaitAnswer();
    }

    /** Waits until the newest message is an answer and finished. */
    void awaitAnswer() {
        page.waitForFunction(
                """
                () => [...document.querySelectorAll('.message')].at(-1)?.matches('.assistant:not(.running)')
                    && document.querySelector('#transcript').ariaBusy === 'false'
                """);
    }

    Locator question() {
        return page.locator("#question");
    }

    /** The newest answer's text. */
    Locator answer() {
        return page.locator(".assistant .content").last();
    }

    /** A button below the newest message of a role: copy, edit, retry, probability or delete. */
    Locator action(String role, String name) {
        return page.locator("." + role).last().locator("[data-action=" + name + "]");
    }

    /** What no page may do; empty when all is well. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        context.close();
        server.close();
    }

    private void checkOrigin(Request request) {
        String url = request.url();
        if (!url.startsWith(address) && !url.startsWith("blob:" + address)) {
            complaints.add("left the origin: " + url);
        }
    }
}
