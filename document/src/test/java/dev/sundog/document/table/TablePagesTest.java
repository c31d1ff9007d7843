package dev.sundog.document.table;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.TableGrid;

import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tables of PDF pages: every kind of border, spans, page breaks. */
class TablePagesTest {
    @TempDir private Path folder;

    private List<TableGrid> tables(TestPdf pdf) {
        return tables(Reading.of(pdf, folder));
    }

    private static List<TableGrid> tables(Reading reading) {
        return reading.of(Category.TABLE).stream()
                .map(Element::content)
                .map(content -> ((Content.Grid) content).grid())
                .toList();
    }

    private TableGrid only(TestPdf pdf) {
        List<TableGrid> found = tables(pdf);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static TableGrid.Cell cell(TableGrid grid, int row, int column) {
        return grid.cells().stream()
                .filter(cell -> cell.row() == row && cell.column() == column)
                .findFirst()
                .orElseThrow();
    }

    private static String[][] rows(int from, int to) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"Town", "People", "Area"});
        for (int i = from; i < to; i++) {
            rows.add(new String[] {"Town " + (char) ('A' + i % 26), "1" + i, "2" + i});
        }
        return rows.toArray(String[][]::new);
    }

    @Test
    void aRowAloneAndAColumnAloneAreTablesWhenTheyAreRuled() {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 80, 475, prose("Before", 60));
        pdf.table(60, 200, 400, new String[] {"North", "East", "South", "West"});
        pdf.table(
                60,
                300,
                200,
                new String[] {"First of these"},
                new String[] {"Second of these"},
                new String[] {"Third of these"});
        List<TableGrid> found = tables(pdf);
        assertThat(found)
                .extracting(TableGrid::text)
                .containsExactly(
                        "North\tEast\tSouth\tWest",
                        "First of these\nSecond of these\nThird of these");
    }

    @Test
    void aFormToBeFilledInIsATable() {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 80, 475, prose("Before", 60));
        String[][] rows = {
            {"", "Asked on", "Answered on"},
            {"Parents", "", ""},
            {"Teachers", "", ""},
            {"All", "", ""}
        };
        pdf.table(60, 200, 420, rows);
        TableGrid grid = only(pdf);
        assertThat(grid.rows()).isEqualTo(4);
        assertThat(grid.columns()).isEqualTo(3);
        assertThat(grid.text())
                .isEqualTo("\tAsked on\tAnswered on\nParents\t\t\nTeachers\t\t\nAll\t\t");
    }

    @Test
    void aFrameAroundTextIsNoTable() {
        TestPdf pdf = new TestPdf();
        double y = pdf.prose(70, 120, 455, prose("Framed", 80));
        pdf.rule(60, 100, 535, 100).rule(60, y, 535, y).rule(60, 100, 60, y).rule(535, 100, 535, y);
        pdf.prose(60, y + 40, 475, prose("After", 60));
        assertThat(Reading.of(pdf, folder).lines())
                .containsExactly(
                        "paragraph: " + prose("Framed", 80), "paragraph: " + prose("After", 60));
    }

    @Test
    void cellsOverSeveralRowsAndColumns() {
        TestPdf pdf = new TestPdf();
        for (double y : new double[] {100, 118, 136, 154, 172}) {
            pdf.rule(y == 118 ? 160 : 60, y, y == 154 ? 360 : 460, y);
        }
        for (double x : new double[] {60, 160, 260, 360, 460}) {
            pdf.rule(x, x == 260 || x == 360 ? 118 : 100, x, 172);
        }
        pdf.text(64, 121, 9, PLAIN, "Region").text(250, 112, 9, PLAIN, "Years");
        String[] heads = {"2001", "2002", "2003"};
        for (int i = 0; i < 3; i++) {
            pdf.text(164 + 100 * i, 130, 9, PLAIN, heads[i]);
        }
        pdf.text(64, 148, 9, PLAIN, "Coast").text(164, 148, 9, PLAIN, "11");
        pdf.text(264, 148, 9, PLAIN, "12").text(364, 157, 9, PLAIN, "both 13");
        pdf.text(64, 166, 9, PLAIN, "Hills")
                .text(164, 166, 9, PLAIN, "21")
                .text(264, 166, 9, PLAIN, "22");
        TableGrid grid = only(pdf);
        assertThat(grid.rows()).isEqualTo(4);
        assertThat(grid.columns()).isEqualTo(4);
        assertThat(cell(grid, 0, 0).rowSpan()).isEqualTo(2);
        assertThat(cell(grid, 0, 1).columnSpan()).isEqualTo(3);
        assertThat(cell(grid, 2, 3).rowSpan()).isEqualTo(2);
        assertThat(cell(grid, 2, 3).content().text()).isEqualTo("both 13");
        assertThat(cell(grid, 3, 2).content().text()).isEqualTo("22");
    }

    @Test
    void linesOfACellStayTogetherAlsoWithoutRulesBetweenRows() {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 60, 475, prose("Before", 40));
        pdf.rule(60, 120, 500, 120).rule(60, 138, 500, 138).rule(60, 250, 500, 250);
        pdf.text(64, 132, 9, BOLD, "Item")
                .text(200, 132, 9, BOLD, "Use")
                .text(420, 132, 9, BOLD, "Price");
        String[][] rows = {
            {"Rope", "to tie boats to the", "12.50"},
            {"", "quay at night", ""},
            {"Lamp", "to see the boats and", "8.20"},
            {"", "the ropes", ""},
            {"Oar", "to row", "31.00"}
        };
        double y = 154;
        for (int i = 0; i < rows.length; i++) {
            pdf.text(64, y, 9, PLAIN, rows[i][0])
                    .text(200, y, 9, PLAIN, rows[i][1])
                    .text(420, y, 9, PLAIN, rows[i][2]);
            boolean goesOn = i + 1 < rows.length && rows[i + 1][0].isEmpty();
            y += goesOn ? 11 : 22;
        }
        TableGrid grid = only(pdf);
        assertThat(grid.text())
                .isEqualTo(
                        "Item\tUse\tPrice\nRope\tto tie boats to the quay at night\t12.50\n"
                                + "Lamp\tto see the boats and the ropes\t8.20\nOar\tto row\t31.00");
        assertThat(grid.headerRows()).isEqualTo(1);
    }

    @Test
    void rulesAcrossOnlyAreEnough() {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 60, 475, prose("Before", 40));
        String[][] rows = rows(0, 5);
        for (int r = 0; r < rows.length; r++) {
            pdf.rule(60, 120 + 18 * r, 460, 120 + 18 * r);
            for (int c = 0; c < 3; c++) {
                pdf.text(64 + 140 * c, 132 + 18 * r, 9, PLAIN, rows[r][c]);
            }
        }
        pdf.rule(60, 120 + 18 * rows.length, 460, 120 + 18 * rows.length);
        TableGrid grid = only(pdf);
        assertThat(grid.rows()).isEqualTo(6);
        assertThat(grid.columns()).isEqualTo(3);
        assertThat(cell(grid, 5, 2).content().text()).isEqualTo("24");
    }

    @Test
    void aTableOnItsSideIsReadOnAnUprightPage() {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 60, 475, prose("Before", 120));
        pdf.run(
                out -> {
                    out.saveGraphicsState();
                    out.transform(new Matrix(0, 1, -1, 0, 842, 100));
                });
        pdf.table(0, 442, 400, rows(0, 5));
        pdf.run(out -> out.restoreGraphicsState());
        TableGrid grid = only(pdf);
        assertThat(grid.text()).startsWith("Town\tPeople\tArea\nTown A\t10\t20\n");
        assertThat(grid.rows()).isEqualTo(6);
    }

    private TestPdf overBreaks(boolean repeatedHeader) {
        TestPdf pdf = new TestPdf();
        pdf.prose(60, 80, 475, prose("Before", 60));
        pdf.table(60, 640, 420, rows(0, 6));
        for (int page = 2; page <= 3; page++) {
            pdf.text(300, 810, 9, PLAIN, "- " + (page - 1) + " -").newPage();
            String[][] all = rows(6 * (page - 1), 6 * page);
            String[][] more =
                    repeatedHeader ? all : java.util.Arrays.copyOfRange(all, 1, all.length);
            pdf.table(60, page == 2 ? 80 : 60, 420, more);
            if (page == 2) {
                continue;
            }
            pdf.prose(60, 300, 475, prose("After", 60));
        }
        pdf.text(300, 810, 9, PLAIN, "- 3 -");
        return pdf;
    }

    @Test
    void aTableOverTwoPageBreaksIsOneAndItsRepeatedHeaderIsReadOnce() {
        for (boolean repeated : new boolean[] {true, false}) {
            Reading reading = Reading.of(overBreaks(repeated), folder);
            List<TableGrid> found = tables(reading);
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().rows()).isEqualTo(19);
            assertThat(found.getFirst().text())
                    .containsOnlyOnce("People")
                    .endsWith("Town R\t117\t217");
            assertThat(reading.document().pages().get(1).elements())
                    .extracting(Element::category)
                    .doesNotContain(Category.TABLE);
        }
    }

    @Test
    void tablesStayApartWhenThatIsAskedFor() {
        Path file = overBreaks(true).save(folder, "apart.pdf");
        AnalyzerOptions apart = Reading.OPTIONS.toBuilder().joinTables(false).build();
        assertThat(tables(new Reading(new LayoutAnalyzer(apart).analyze(file))))
                .extracting(TableGrid::rows)
                .containsExactly(7, 7, 7);
    }

    @Test
    void aTableWithOtherColumnsOnTheNextPageIsAnother() {
        TestPdf pdf = new TestPdf();
        pdf.table(60, 640, 420, rows(0, 6));
        pdf.newPage();
        String[][] other = {{"Name", "Born"}, {"Ada", "1815"}, {"Grace", "1906"}};
        pdf.table(60, 80, 300, other);
        assertThat(tables(pdf)).hasSize(2);
    }

    @Test
    void whatHardlyLooksLikeATableStaysText() {
        TestPdf pdf = new TestPdf();
        pdf.lines(
                60,
                100,
                "Dear reader,",
                "this is a letter whose lines",
                "are short, and nothing",
                "stands beside them.");
        pdf.text(400, 100, 10, PLAIN, "Ulm, the third of May");
        pdf.text(60, 180, 10, PLAIN, "Yours").text(300, 180, 10, PLAIN, "and theirs");
        assertThat(tables(pdf)).isEmpty();
    }

    /** The ruling under the spanning head is shorter than half of the table's width. */
    @Test
    void aShortRulingUnderOneHeadPartsTwoRowsOfHeads() {
        TestPdf pdf = new TestPdf();
        double[] xs = {60, 150, 240, 320, 400, 500};
        double bottom = 100 + 5 * 18;
        for (int r = 0; r <= 5; r++) {
            double y = 100 + r * 18;
            pdf.rule(r == 1 ? 240 : 60, y, r == 1 ? 400 : 500, y);
        }
        for (double x : xs) {
            pdf.rule(x, x == 320 ? 118 : 100, x, bottom);
        }
        String[][] cells = {
            {"Project", "Budget", "Spent", "", "Share"},
            {"", "", "Spring", "Summer", ""},
            {"Roads", "3,200", "820", "1,150", "61.6"},
            {"Schools", "1,450", "300", "410", "49.0"},
            {"Parks", "980", "210", "350", "57.1"}
        };
        for (int r = 0; r < cells.length; r++) {
            for (int c = 0; c < 5; c++) {
                pdf.text(xs[c] + 5, 112 + r * 18, 10, TestPdf.PLAIN, cells[r][c]);
            }
        }
        TableGrid grid = only(pdf);
        assertThat(grid.rows()).isEqualTo(5);
        assertThat(grid.headerRows()).isEqualTo(2);
        assertThat(cell(grid, 0, 0).rowSpan()).isEqualTo(2);
        assertThat(cell(grid, 0, 2).columnSpan()).isEqualTo(2);
        assertThat(cell(grid, 1, 3).content().text()).isEqualTo("Summer");
    }

    /** Where all borders are drawn, they and not the gaps between words make the cells. */
    @Test
    void aGridThatIsDrawnCountsMoreThanGaps() {
        TestPdf pdf = new TestPdf();
        double[] xs = {60, 204, 348, 500};
        double[] ys = {100, 114, 128, 142};
        for (double y : ys) {
            pdf.rule(60, y, 500, y);
        }
        pdf.rule(60, 100, 60, 142).rule(500, 100, 500, 142).rule(204, 114, 204, 142);
        pdf.rule(348, 100, 348, 142);
        String[][] cells = {
            {"checked by", "", "home phone text"}, {"25061", "57092", "home"}, {"", "", "price"}
        };
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) {
                pdf.text(xs[c] + 5, ys[r] + 11, 10, TestPdf.PLAIN, cells[r][c]);
            }
        }
        TableGrid grid = only(pdf);
        assertThat(grid.columns()).isEqualTo(3);
        assertThat(cell(grid, 0, 0).columnSpan()).isEqualTo(2);
        assertThat(cell(grid, 0, 2).content().text()).isEqualTo("home phone text");
        assertThat(grid.rows()).isEqualTo(3);
    }

    @Test
    void aTableThatEndsHighOnItsPageDoesNotGoOn() {
        TestPdf pdf = new TestPdf();
        pdf.table(60, 100, 400, rows(0, 6));
        pdf.newPage();
        pdf.table(60, 60, 400, rows(6, 12));
        assertThat(tables(pdf)).hasSize(2);
    }

    @Test
    void headsAtTheLeftAndNumbersAtTheRightAreOneColumn() {
        TestPdf pdf = new TestPdf();
        String[][] rows = {
            {"Rank", "Posts", "Filled", "Open"},
            {"Fourth", "3", "3", "0"},
            {"Fifth", "12", "11", "1"},
            {"Sixth", "25", "22", "3"},
            {"Seventh", "40", "38", "2"}
        };
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < 4; c++) {
                boolean number = r > 0 && c > 0;
                double width = TestPdf.width(TestPdf.PLAIN, 10, rows[r][c]);
                double x = 60 + 64 * c + (number ? 60 - width : 0);
                pdf.text(x, 100 + 14 * r, 10, TestPdf.PLAIN, rows[r][c]);
            }
        }
        assertThat(only(pdf).text())
                .isEqualTo(
                        "Rank\tPosts\tFilled\tOpen\nFourth\t3\t3\t0\nFifth\t12\t11\t1\n"
                                + "Sixth\t25\t22\t3\nSeventh\t40\t38\t2");
    }
}
