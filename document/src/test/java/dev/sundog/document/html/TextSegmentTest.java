package dev.sundog.document.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.tree.TextRun;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Segments for retrieval: what they hold and what is said of them. */
class TextSegmentTest {
    private static final Box BOX = new Box(10, 20.005, 110, 40);

    private final List<Element> elements = new ArrayList<>();

    private static Content.Text text(String text) {
        return new Content.Text(
                List.of(new TextRun(text, BOX, "Serif", 10, false, false, 0, Optional.empty())));
    }

    private void add(Category category, Content content, OptionalInt parent) {
        elements.add(new Element(elements.size(), 2, BOX, category, 0.5, parent, content));
    }

    private void add(Category category, String text) {
        add(category, text(text), OptionalInt.empty());
    }

    private List<TextSegment> segments(String title) {
        Page page = new Page(2, 200, 100, 0, new PageStatus.Complete(), List.of("pdf"), elements);
        return TextSegment.of(new Document(title, List.of(page)), "halos.pdf");
    }

    @Test
    void aSegmentSaysWhereItStands() {
        add(Category.HEADER, "running head");
        add(Category.HEADING1, "Halos");
        add(Category.HEADING2, "Rings");
        add(Category.PARAGRAPH, "Both *are* seen.");
        add(Category.HEADING1, "Arcs");
        add(Category.PARAGRAPH, " ");
        List<TextSegment> segments = segments("On halos");
        assertThat(segments.stream().map(TextSegment::text))
                .containsExactly("Halos", "Rings", "Both *are* seen.", "Arcs");
        assertThat(segments.get(2).metadata())
                .containsExactly(
                        Map.entry("file_name", "halos.pdf"),
                        Map.entry("title", "On halos"),
                        Map.entry("index", 2),
                        Map.entry("page_number", 2),
                        Map.entry("category", "paragraph"),
                        Map.entry("headings", "Halos > Rings"),
                        Map.entry("element_id", "e3"),
                        Map.entry("box", "10.00 20.01 110.00 40.00"),
                        Map.entry("confidence", 0.5));
        assertThat(segments.get(1).metadata()).containsEntry("headings", "Halos");
        assertThat(segments.get(3).metadata()).doesNotContainKey("headings");
    }

    @Test
    void aTableIsOneWithItsCaption() {
        TableGrid grid =
                new TableGrid(
                        2,
                        2,
                        1,
                        List.of(
                                new TableGrid.Cell(0, 0, 1, 1, BOX, text("Halo")),
                                new TableGrid.Cell(0, 1, 1, 1, BOX, text("Angle")),
                                new TableGrid.Cell(1, 0, 1, 1, BOX, text("Inner")),
                                new TableGrid.Cell(1, 1, 1, 1, BOX, text("22"))));
        add(Category.CAPTION, text("Table 1: angles"), OptionalInt.of(1));
        add(Category.TABLE, new Content.Grid(grid), OptionalInt.empty());
        TextSegment only = segments("").getFirst();
        assertThat(only.text())
                .isEqualTo("Table 1: angles\n\n| Halo | Angle |\n| --- | --- |\n| Inner | 22 |");
        assertThat(only.metadata())
                .containsEntry("category", "table")
                .containsEntry("element_id", "e1")
                .doesNotContainKey("title");
        assertThat(segments("")).hasSize(1);
    }
}
