package dev.sundog.document.html;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A part of a document as retrieval takes it: a text and flat metadata to filter and cite by.
 * LangChain4j's segment is {@code TextSegment.from(segment.text(),
 * Metadata.from(segment.metadata()))}.
 *
 * @param text of tables in Markdown, of all else plain; never blank
 * @param metadata {@code file_name}, {@code title} (where the document has one), {@code index}
 *     (from 0), {@code page_number} (from 1), {@code category}, {@code headings} (those it stands
 *     under, the highest first, parted by {@code " > "}; absent before the first), {@code
 *     element_id} (as in the HTML), {@code box} (points: {@code x0 y0 x1 y1}), {@code confidence}:
 *     a String, Integer or Double each, in this order
 */
public record TextSegment(String text, Map<String, Object> metadata) {
    public TextSegment {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        if (text.isBlank()) {
            throw new IllegalArgumentException("a segment needs a text");
        }
    }

    /**
     * The segments of a document in reading order, one for each element with a text but headers and
     * footers; a caption is one with its table or figure.
     *
     * @param fileName for the metadata
     */
    public static List<TextSegment> of(Document document, String fileName) {
        MarkdownWriter tables = new MarkdownWriter(new Figures.Omitted());
        List<TextSegment> segments = new ArrayList<>();
        @Nullable String[] headings = new String[3];
        List<Element> body =
                document.elements()
                        .filter(e -> e.category() != Category.HEADER)
                        .filter(e -> e.category() != Category.FOOTER)
                        .toList();
        for (Captioned group : Captioned.of(body)) {
            String text =
                    group.elements().stream()
                            .map(element -> text(element, tables))
                            .filter(part -> !part.isBlank())
                            .collect(Collectors.joining("\n\n"));
            if (text.isBlank()) {
                continue;
            }
            Element main = main(group);
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("file_name", fileName);
            if (!document.title().isBlank()) {
                metadata.put("title", document.title());
            }
            metadata.put("index", segments.size());
            metadata.put("page_number", main.page());
            metadata.put("category", main.category().label());
            path(headings, main.category().headingLevel(), text)
                    .ifPresent(path -> metadata.put("headings", path));
            metadata.put("element_id", "e" + main.id());
            metadata.put(
                    "box",
                    String.format(
                            Locale.ROOT,
                            "%.2f %.2f %.2f %.2f",
                            main.box().x0(),
                            main.box().y0(),
                            main.box().x1(),
                            main.box().y1()));
            metadata.put("confidence", main.confidence());
            segments.add(new TextSegment(text, metadata));
        }
        return List.copyOf(segments);
    }

    private static String text(Element element, MarkdownWriter tables) {
        return element.category() == Category.TABLE
                ? tables.element(element)
                : TextWriter.element(element);
    }

    private static Element main(Captioned group) {
        return group.elements().stream()
                .filter(element -> element.category() != Category.CAPTION)
                .findFirst()
                .orElse(group.elements().getFirst());
    }

    /** The headings above; a heading itself takes its place in them for what follows. */
    private static Optional<String> path(@Nullable String[] headings, int level, String text) {
        int above = level > 0 ? level - 1 : headings.length;
        String path =
                Arrays.stream(headings, 0, above)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" > "));
        if (level > 0) {
            headings[level - 1] = text;
            Arrays.fill(headings, level, headings.length, null);
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(path);
    }
}
