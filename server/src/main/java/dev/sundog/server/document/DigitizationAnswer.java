package dev.sundog.server.document;

import dev.sundog.document.PageImages;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.JsonWriter;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import javax.imageio.ImageIO;

/**
 * The answer to a request: the tree as JSON without what was not asked for, and with the pictures
 * of elements that were.
 *
 * <p>Source: the response of Upstage's {@code document-digitization}.
 */
final class DigitizationAnswer {
    private static final int CROP_WIDTH = 1_240;
    private static final Map<OutputFormat, String> CONTENTS =
            Map.of(
                    OutputFormat.HTML, "html",
                    OutputFormat.MARKDOWN, "markdown",
                    OutputFormat.TEXT, "text");

    private final DigitizationRequest request;

    DigitizationAnswer(DigitizationRequest request) {
        this.request = request;
    }

    /** Whether crops of figures are needed. */
    static boolean wantsFigures(DigitizationRequest request) {
        return request.pictures().contains(Category.FIGURE)
                || request.pictures().contains(Category.CHART);
    }

    /**
     * The answer.
     *
     * @param images of the same document
     */
    ObjectNode of(Document document, PageImages images) {
        Figures figures = wantsFigures(request) ? new Figures.Embedded() : new Figures.Omitted();
        ObjectNode root = new JsonWriter(figures).tree(document);
        trim(root.path("content"));
        int index = 0;
        for (Page page : document.pages()) {
            Optional<BufferedImage> drawn = Optional.empty();
            for (Element element : page.elements()) {
                ObjectNode node = (ObjectNode) root.path("elements").path(index++);
                trim(node.path("content"));
                if (!request.coordinates()) {
                    node.remove("coordinates");
                }
                if (!request.pictures().contains(element.category())) {
                    node.remove("base64_encoding");
                } else if (!(element.content() instanceof Content.Picture)
                        && element.page() == page.number()) {
                    if (drawn.isEmpty()) {
                        drawn = images.render(page, CROP_WIDTH);
                    }
                    drawn.ifPresent(
                            image -> node.put("base64_encoding", crop(image, element.box(), page)));
                }
            }
        }
        return root;
    }

    private void trim(JsonNode content) {
        if (content instanceof ObjectNode object) {
            CONTENTS.forEach(
                    (format, name) -> {
                        if (!request.formats().contains(format)) {
                            object.put(name, "");
                        }
                    });
        }
    }

    private static String crop(BufferedImage image, Box box, Page page) {
        double across = image.getWidth() / Math.max(1, page.width());
        double down = image.getHeight() / Math.max(1, page.height());
        int x = (int) Math.clamp(Math.floor(box.x0() * across), 0, image.getWidth() - 1);
        int y = (int) Math.clamp(Math.floor(box.y0() * down), 0, image.getHeight() - 1);
        int width = (int) Math.clamp(Math.ceil(box.width() * across), 1, image.getWidth() - x);
        int height = (int) Math.clamp(Math.ceil(box.height() * down), 1, image.getHeight() - y);
        return Base64.getEncoder().encodeToString(png(image.getSubimage(x, y, width, height)));
    }

    /** A picture as PNG. */
    static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
