package dev.sundog.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Word;
import dev.sundog.document.table.TableFinder;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.vision.TableStructure.Structure;

import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class TableStructuresTest {
    /** Two pixels a point. */
    private static final double DOTS_PER_INCH = 144;

    private final List<Word> words = new ArrayList<>();
    private final List<BufferedImage> shown = new ArrayList<>();

    private void word(double x, double y, String text) {
        Box box = new Box(x, y, x + 5 * text.length(), y + 10);
        words.add(
                new Word(
                        text,
                        box,
                        y + 8,
                        10,
                        "",
                        false,
                        false,
                        0,
                        0.9,
                        words.size(),
                        Optional.empty(),
                        Word.Following.UNKNOWN));
    }

    private RecognizedPage page(List<Region> regions) {
        PageContent content =
                new PageContent(
                        1, 300, 200, 0, List.of("ocr"), words, List.of(), List.of(), regions);
        return new RecognizedPage(
                content, new BufferedImage(600, 400, BufferedImage.TYPE_BYTE_GRAY), DOTS_PER_INCH);
    }

    /** Words that white space takes for a third column. */
    private void remarks() {
        for (int row = 0; row < 4; row++) {
            word(50, 52 + 30 * row, "Alpha");
            word(120, 52 + 30 * row, "seen");
        }
        word(190, 82, "often");
        word(190, 112, "also");
    }

    private Optional<Structure> fourRows(BufferedImage picture) {
        shown.add(picture);
        List<TableGrid.Cell> cells = new ArrayList<>();
        double[] middles = {20, 80, 140, 200};
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 2; column++) {
                double x = column == 0 ? 10 : 150;
                Box box = new Box(x, middles[row] - 8, x + 80, middles[row] + 8);
                cells.add(new TableGrid.Cell(row, column, 1, 1, box, new Content.Text(List.of())));
            }
        }
        return Optional.of(new Structure(new TableGrid(4, 2, 1, cells), 0.9));
    }

    @Test
    void theModelSeesWhatOnlyTheLayoutModelTookForATable() {
        remarks();
        Region hint = new Region(new Box(45, 48, 220, 158), Category.TABLE, 0.8, "layout");
        PageContent seen = TableStructures.added(page(List.of(hint)), this::fourRows).content();
        assertThat(shown).isNotEmpty();
        Region region = seen.regions().getLast();
        assertThat(region.source()).isEqualTo("slanet-plus");
        TableGrid grid = region.structure().orElseThrow();
        assertThat(grid.rows()).isEqualTo(4);
        // the picture begins 8 pixels, 4 points, before the place
        Box first = grid.cells().getFirst().box();
        assertThat(first.x0()).isEqualTo(region.box().x0() - 4 + 5);
        assertThat(first.y0()).isEqualTo(region.box().y0() - 4 + 6);
        assertThat(first.width()).isEqualTo(40);
    }

    @Test
    void aTableIsReadAsTheModelSawIt() {
        remarks();
        Region hint = new Region(new Box(45, 48, 220, 158), Category.TABLE, 0.8, "layout");
        PageContent seen = TableStructures.added(page(List.of(hint)), this::fourRows).content();
        assertThat(TableFinder.find(seen))
                .singleElement()
                .satisfies(
                        table -> {
                            assertThat(table.modelled()).isTrue();
                            assertThat(table.grid().columns()).isEqualTo(2);
                        });
    }

    @Test
    void aPageWithoutTablesIsNotShown() {
        word(50, 52, "Nothing");
        RecognizedPage page = page(List.of());
        assertThat(TableStructures.added(page, this::fourRows).content()).isEqualTo(page.content());
        assertThat(shown).isEmpty();
    }
}
