package dev.sundog.document;

import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;

import java.nio.file.Path;
import java.util.List;

/** What tests look at of a document that was read without recognition. */
public record Reading(Document document) {
    /** Text of the file alone, without pictures. */
    public static final AnalyzerOptions OPTIONS =
            AnalyzerOptions.builder()
                    .ocr(AnalyzerOptions.Ocr.OFF)
                    .figures(false)
                    .threads(1)
                    .build();

    private static final List<String> WORDS =
            List.of(
                    "river", "stone", "early", "market", "winter", "bridge", "of", "the", "and",
                    "carried", "slowly", "into", "a", "garden", "where", "nobody", "waited", "for",
                    "morning", "light", "under", "old", "roofs", "that", "kept", "their",
                    "silence");

    /** Reads a file that {@code pdf} becomes in {@code folder}. */
    public static Reading of(TestPdf pdf, Path folder) {
        return of(pdf.save(folder, "a.pdf"));
    }

    public static Reading of(Path file) {
        return new Reading(new LayoutAnalyzer(OPTIONS).analyze(file));
    }

    /** Category and text of every element in order. */
    public List<String> lines() {
        return document.elements()
                .map(element -> element.category().label() + ": " + element.content().text())
                .toList();
    }

    /** Elements of one category in order. */
    public List<Element> of(Category category) {
        return document.elements().filter(element -> element.category() == category).toList();
    }

    /**
     * Sentences of {@code words} words that begin with {@code name}, the same for the same name.
     */
    public static String prose(String name, int words) {
        StringBuilder text = new StringBuilder(name);
        int at = Math.floorMod(name.hashCode(), 1000);
        for (int i = 1; i < words; i++) {
            at = (at * 31 + 17) % 1009;
            text.append(' ').append(WORDS.get(at % WORDS.size()));
        }
        return text.append('.').toString();
    }
}
