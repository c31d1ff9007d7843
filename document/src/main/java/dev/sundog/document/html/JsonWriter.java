package dev.sundog.document.html;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.Map;

/**
 * Writes JSON in the shape of Upstage's Document Parse, and beside it what that shape has no place
 * for: {@code pages} with their status, and each element's {@code confidence} and {@code parent}.
 *
 * <p>Source: the response of Upstage's {@code document-digitization}.
 */
public final class JsonWriter {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String API = "2.0";
    private static final String MODEL = "sundog-layout-analyzer";
    private static final double PLACES = 1e4;

    private final Figures figures;

    public JsonWriter(Figures figures) {
        this.figures = figures;
    }

    String write(Document document) {
        return JSON.writeValueAsString(tree(document)) + "\n";
    }

    /** The response as a tree of JSON. */
    public ObjectNode tree(Document document) {
        HtmlWriter html = new HtmlWriter(figures);
        MarkdownWriter markdown = new MarkdownWriter(figures);
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("api", API);
        content(
                root,
                html.write(document),
                markdown.write(document),
                new TextWriter().write(document));
        Map<Integer, Page> pages = new HashMap<>();
        document.pages().forEach(page -> pages.put(page.number(), page));
        ArrayNode elements = root.putArray("elements");
        for (Page page : document.pages()) {
            for (Element element : page.elements()) {
                ObjectNode node = elements.addObject();
                Page own = pages.getOrDefault(element.page(), page);
                node.put("category", element.category().label());
                content(
                        node,
                        html.element(element),
                        markdown.element(element),
                        TextWriter.element(element));
                coordinates(node, element.box(), own);
                encoding(node, element);
                node.put("id", element.id()).put("page", element.page());
                node.put("confidence", rounded(element.confidence()));
                element.parent().ifPresent(parent -> node.put("parent", parent));
            }
        }
        root.put("model", MODEL);
        ArrayNode states = root.putArray("pages");
        document.pages().forEach(page -> state(states.addObject(), page));
        root.putObject("usage").put("pages", document.pages().size());
        return root;
    }

    private static void content(ObjectNode node, String html, String markdown, String text) {
        node.putObject("content").put("html", html).put("markdown", markdown).put("text", text);
    }

    /** Four corners from the top left, clockwise, relative to the page. */
    private static void coordinates(ObjectNode node, Box box, Page page) {
        ArrayNode corners = node.putArray("coordinates");
        double[][] points = {
            {box.x0(), box.y0()}, {box.x1(), box.y0()}, {box.x1(), box.y1()}, {box.x0(), box.y1()}
        };
        for (double[] point : points) {
            corners.addObject()
                    .put("x", relative(point[0], page.width()))
                    .put("y", relative(point[1], page.height()));
        }
    }

    private static double relative(double value, double whole) {
        return whole > 0 ? rounded(Math.clamp(value / whole, 0, 1)) : 0;
    }

    private static double rounded(double value) {
        return Math.rint(value * PLACES) / PLACES;
    }

    private void encoding(ObjectNode node, Element element) {
        if (figures instanceof Figures.Embedded
                && element.content() instanceof Content.Picture picture) {
            picture.png().ifPresent(png -> node.put("base64_encoding", Figures.base64(png)));
        }
    }

    private static void state(ObjectNode node, Page page) {
        node.put("page", page.number());
        node.put("width", rounded(page.width())).put("height", rounded(page.height()));
        node.put("rotation", page.rotation());
        switch (page.status()) {
            case PageStatus.Complete complete -> node.put("status", "complete");
            case PageStatus.Partial partial ->
                    node.put("status", "partial").put("reason", partial.reason());
            case PageStatus.Failed failed ->
                    node.put("status", "failed").put("reason", failed.reason());
        }
        page.engines().forEach(node.putArray("engines")::add);
    }
}
