package dev.sundog.document.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Element;

import org.apache.pdfbox.pdmodel.font.PDFont;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Hebrew, drawn from left to right as programs draw it, in the order in which it is read. */
class RightToLeftTest {
    private static final double EDGE = 540;

    @TempDir private Path folder;

    private final TestPdf pdf = new TestPdf();
    private PDFont font = TestPdf.PLAIN;

    @BeforeEach
    void open() {
        font = pdf.font("truetype/dejavu/DejaVuSans.ttf");
    }

    /** Text as it is seen, which ends at the right edge. */
    private void line(double y, double size, String seen) {
        pdf.text(EDGE - TestPdf.width(font, size, seen), y, size, font, seen);
    }

    private static String seen(String hebrew) {
        return new StringBuilder(hebrew).reverse().toString();
    }

    @Test
    void linesBeginAtTheRightAndKeepNumbersAndForeignWords() {
        line(100, 20, seen("שנתי דוח"));
        line(
                140,
                10,
                seen("בית הספר הוא המקום שבו ילדים לומדים לקרוא ולכתוב")
                        + " Open School "
                        + seen("נפתח"));
        line(
                152,
                10,
                ".)2 "
                        + seen("ראו טבלה")
                        + "( "
                        + seen("בעיר בתי ספר")
                        + " 1,250 "
                        + seen("היו")
                        + " 2025 "
                        + seen("בשנת"));
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly(
                        "heading1: שנתי דוח",
                        "paragraph: נפתח Open School בית הספר הוא המקום שבו ילדים לומדים לקרוא"
                                + " ולכתוב בשנת 2025 היו 1,250 בעיר בתי ספר (ראו טבלה 2).");
        Element heading = reading.of(Category.HEADING1).getFirst();
        assertThat(heading.box().x1()).isCloseTo(EDGE, within(2.0));
        assertThat(OutputFormat.HTML.write(reading.document(), new Figures.Omitted()))
                .contains(" dir=\"rtl\">שנתי דוח</h1>");
    }

    @Test
    void columnsOfATableBeginAtTheRight() {
        pdf.table(
                200,
                100,
                300,
                new String[] {"People", "Town"},
                new String[] {"126", "Ulm"},
                new String[] {"330", "Bonn"});
        line(300, 10, seen("בית הספר הוא המקום שבו ילדים לומדים לקרוא ולכתוב"));
        line(312, 10, seen("ולחשב ולצייר ולשיר ולשחק עם ילדים אחרים מן העיר"));
        assertThat(Reading.of(pdf, folder).lines())
                .first()
                .isEqualTo("table: Town\tPeople\nUlm\t126\nBonn\t330");
    }

    @Test
    void hebrewInAnEnglishLineIsReadFromItsRight() {
        pdf.text(
                60,
                100,
                10,
                font,
                "The report is called " + seen("דוח שנתי") + " and has 12 pages.");
        assertThat(Reading.of(pdf, folder).lines())
                .isEqualTo(List.of("paragraph: The report is called דוח שנתי and has 12 pages."));
    }
}
