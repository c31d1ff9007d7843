package dev.sundog.document.pdf;

import dev.sundog.document.page.Region;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The bookmarks of a file by the page they lead to: hints where headings are. */
final class Outline {
    private static final String SOURCE = "outline";
    private static final double CONFIDENCE = 0.9;
    private static final int MOST_ITEMS = 20_000;
    private static final int DEEPEST = 12;
    private static final int SHORTEST = 3;
    private static final Category[] LEVELS = {
        Category.HEADING1, Category.HEADING2, Category.HEADING3
    };

    private final Map<COSDictionary, List<Entry>> entries = new IdentityHashMap<>();
    private int items;

    private record Entry(String letters, int level) {}

    private Outline() {}

    static Outline of(PDDocument document) {
        Outline outline = new Outline();
        try {
            PDDocumentOutline root = document.getDocumentCatalog().getDocumentOutline();
            if (root != null) {
                outline.add(root.getFirstChild(), 1, document);
            }
        } catch (RuntimeException | StackOverflowError e) {
            outline.entries.clear();
        }
        return outline;
    }

    private void add(@Nullable PDOutlineItem first, int level, PDDocument document) {
        @Nullable PDOutlineItem item = first;
        while (item != null && ++items < MOST_ITEMS && level <= DEEPEST) {
            try {
                PDPage page = item.findDestinationPage(document);
                String letters = letters(item.getTitle());
                if (page != null && letters.length() >= SHORTEST) {
                    entries.computeIfAbsent(page.getCOSObject(), p -> new ArrayList<>())
                            .add(new Entry(letters, level));
                }
            } catch (IOException | RuntimeException e) {
                items++;
            }
            add(item.getFirstChild(), level + 1, document);
            item = item.getNextSibling();
        }
    }

    private static String letters(@Nullable String text) {
        return text == null
                ? ""
                : text.codePoints()
                        .filter(Character::isLetterOrDigit)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString()
                        .toLowerCase(Locale.ROOT);
    }

    /** Where on {@code page} the titles of its bookmarks stand. */
    List<Region> on(PDPage page, List<Word> words) {
        List<Entry> wanted = entries.getOrDefault(page.getCOSObject(), List.of());
        if (wanted.isEmpty() || words.isEmpty()) {
            return List.of();
        }
        List<Word> sorted = new ArrayList<>(words);
        sorted.sort(
                Comparator.comparingDouble((Word word) -> Math.rint(word.baseline() / 3))
                        .thenComparingDouble(word -> word.box().x0()));
        List<String> letters = sorted.stream().map(word -> letters(word.text())).toList();
        List<Region> regions = new ArrayList<>();
        for (Entry entry : wanted) {
            largest(sorted, letters, entry.letters())
                    .forEach(
                            box ->
                                    regions.add(
                                            new Region(
                                                    box,
                                                    LEVELS[Math.min(3, entry.level()) - 1],
                                                    CONFIDENCE,
                                                    SOURCE)));
        }
        return regions;
    }

    /** The box of the largest set occurrence of {@code title}, as a list of none or one. */
    private static List<Box> largest(List<Word> words, List<String> letters, String title) {
        List<Box> best = List.of();
        double size = 0;
        for (int start = 0; start < words.size(); start++) {
            StringBuilder seen = new StringBuilder();
            int end = start;
            while (end < words.size() && seen.length() < title.length()) {
                seen.append(letters.get(end++));
                if (!title.startsWith(seen.toString())) {
                    break;
                }
            }
            boolean match = seen.toString().equals(title) && !letters.get(start).isEmpty();
            if (match && words.get(start).size() > size) {
                size = words.get(start).size();
                best =
                        List.of(
                                Box.around(
                                        words.subList(start, end).stream()
                                                .map(Word::box)
                                                .toList()));
            }
        }
        return best;
    }
}
