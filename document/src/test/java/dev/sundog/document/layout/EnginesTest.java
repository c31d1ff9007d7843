package dev.sundog.document.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.document.tree.TableGrid;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class EnginesTest {
    private static Word word(int row, int column, String text) {
        double x = 50 + 70 * column;
        double y = 50 + 30 * row;
        Box box = new Box(x, y, x + 5 * text.length(), y + 10);
        return new Word(
                text,
                box,
                y + 8,
                10,
                "",
                false,
                false,
                0,
                0.9,
                0,
                Optional.empty(),
                Word.Following.UNKNOWN);
    }

    private static PageContent page(boolean modelled) {
        List<Word> words = new ArrayList<>();
        List<TableGrid.Cell> cells = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            words.add(word(row, 0, "Name"));
            words.add(word(row, 1, "first"));
            if (row > 1) {
                // white space takes it for a third column
                words.add(word(row, 2, "second"));
            }
            for (int column = 0; column < 2; column++) {
                double x = 50 + 70 * column;
                Box box = new Box(x, 50 + 30 * row, x + 30, 60 + 30 * row);
                cells.add(new TableGrid.Cell(row, column, 1, 1, box, new Content.Text(List.of())));
            }
        }
        Region region =
                new Region(
                        new Box(48, 48, 235, 160),
                        Category.TABLE,
                        0.9,
                        "structure",
                        modelled ? Optional.of(new TableGrid(4, 2, 1, cells)) : Optional.empty());
        return new PageContent(
                1, 300, 200, 0, List.of("ocr"), words, List.of(), List.of(), List.of(region));
    }

    private static List<String> engines(PageContent page) {
        return PageAnalysis.analyze(page, new PageStatus.Complete(), box -> Optional.empty())
                .engines();
    }

    @Test
    void aModelOfTablesIsNamedWhereATableIsAsItSawIt() {
        assertThat(engines(page(true))).containsExactly("ocr", "slanet-plus");
        assertThat(engines(page(false))).containsExactly("ocr");
    }
}
