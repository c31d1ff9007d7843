package dev.sundog.evaluation.report;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What every report page has: head, style sheet, masthead, foot. */
final class Page {
    private Page() {}

    static Markup begin(String title, String subtitle, String meta) {
        Markup page = new Markup();
        page.open("html", "lang", "en").line().open("head").line();
        page.empty("meta", "charset", "utf-8").line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.line().empty("meta", "name", "color-scheme", "content", "light dark").line();
        page.leaf("title", title).line().style(styleSheet()).close().line().open("body").line();
        page.open("header", "class", "masthead");
        sun(page);
        page.open("div");
        page.leaf("h1", title)
                .leaf("p", subtitle, "class", "lead")
                .leaf("p", meta, "class", "meta");
        return page.close().close().line();
    }

    static Markup section(Markup page, String id, String heading, String introduction) {
        page.open("section", "id", id, "aria-labelledby", id + "-h");
        page.leaf("h2", heading, "id", id + "-h");
        return page.leaf("p", introduction, "class", "intro").line();
    }

    static void end(Markup page, Path file, String note) {
        page.open("footer").leaf("p", note).close().line().close().line().close();
        try {
            Files.writeString(file, "<!DOCTYPE html>\n" + page + "\n");
        } catch (IOException e) {
            throw SundogException.resource(
                    "unwritable", file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** The sun between its two companions. */
    private static void sun(Markup page) {
        page.open("svg", "class", "sun", "viewBox", "0 -4 64 40", "aria-hidden", "true");
        page.empty("path", "class", "halo", "d", "M10 20A22 22 0 0 1 54 20");
        page.empty("circle", "class", "disc", "cx", "32", "cy", "20", "r", "7");
        page.empty("circle", "class", "dog", "cx", "10", "cy", "20", "r", "3.5");
        page.empty("circle", "class", "dog", "cx", "54", "cy", "20", "r", "3.5");
        page.empty("line", "class", "horizon", "x1", "0", "x2", "64", "y1", "34", "y2", "34");
        page.close();
    }

    private static String styleSheet() {
        try (InputStream stream = Page.class.getResourceAsStream("report.css")) {
            if (stream == null) {
                throw SundogException.internal("missing-resource", "report.css is not packaged");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
