package dev.sundog.document.layout;

import static dev.sundog.document.Reading.prose;
import static dev.sundog.document.TestPdf.BOLD;
import static dev.sundog.document.TestPdf.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.Content;

import org.apache.pdfbox.pdmodel.font.PDFont;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Lines become text: spaces, hyphens, ligatures, marks and large first letters. */
class RunningTextTest {
    private static final String KOREAN = "truetype/nanum/NanumGothic.ttf";
    private static final String JAPANESE = "opentype/ipafont-gothic/ipag.ttf";
    private static final String DEJAVU = "truetype/dejavu/DejaVuSans.ttf";

    @TempDir private Path folder;

    private List<String> read(TestPdf pdf) {
        return Reading.of(pdf, folder).lines();
    }

    private static void lines(TestPdf pdf, PDFont font, double y, String... lines) {
        for (int i = 0; i < lines.length; i++) {
            pdf.text(60, y + 15 * i, 10, font, lines[i]);
        }
    }

    @Test
    void aHyphenAtTheEndOfALineDividesAWordUnlessACapitalOrADigitFollows() {
        TestPdf pdf = new TestPdf();
        pdf.lines(
                60,
                100,
                "The govern-",
                "ment of the Austro-",
                "Hungarian state in the years 1914-",
                "1918 was well known for its post-",
                "war plans.");
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: The government of the Austro-Hungarian state in the years"
                                + " 1914-1918 was well known for its postwar plans.");
    }

    @Test
    void ligaturesAreLettersAndAccentsAreComposed() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font(DEJAVU);
        lines(
                pdf,
                font,
                100,
                "The \uFB01rst o\uFB03ce of the caf\u00E9 had a na\u00EFve \uFB02oor.");
        assertThat(read(pdf))
                .containsExactly("paragraph: The first office of the café had a naïve floor.");
    }

    @Test
    void koreanKeepsItsSpacesAlsoAtLineEnds() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font(KOREAN);
        lines(
                pdf,
                font,
                100,
                "아침에 강을 건너는 사람들은 모두 조용히",
                "다리를 지나 시장으로 걸어갔다. 그날은 2026년",
                "11월 23일이었고 AI 모델이 처음 공개되었다.");
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: 아침에 강을 건너는 사람들은 모두 조용히 다리를 지나 시장으로 걸어갔다. 그날은"
                                + " 2026년 11월 23일이었고 AI 모델이 처음 공개되었다.");
    }

    @Test
    void japaneseHasNoSpacesAtLineEnds() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font(JAPANESE);
        lines(pdf, font, 100, "朝早く川を渡る人々はみな静かに", "橋を通り過ぎて市場へ歩いて行った。", "その日の気温は3度であった。");
        assertThat(read(pdf))
                .containsExactly("paragraph: 朝早く川を渡る人々はみな静かに橋を通り過ぎて市場へ歩いて行った。その日の気温は3度であった。");
    }

    @Test
    void latinWordsInJapaneseAreNotGluedToEachOther() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font(JAPANESE);
        lines(pdf, font, 100, "この本ではJava言語とOpen Sourceの関係を", "詳しく説明する。図は12枚ある。");
        assertThat(read(pdf))
                .containsExactly("paragraph: この本ではJava言語とOpen Sourceの関係を詳しく説明する。図は12枚ある。");
    }

    @Test
    void threeScriptsOnOnePageStayApart() {
        TestPdf pdf = new TestPdf();
        PDFont korean = pdf.font(KOREAN);
        PDFont japanese = pdf.font(JAPANESE);
        double y = pdf.prose(60, 100, 475, prose("English", 60)) + 14;
        lines(pdf, korean, y, "한국어 문단은 이렇게 시작하고 여기에서 끝난다.");
        lines(pdf, japanese, y + 40, "日本語の段落はこのように始まりここで終わる。");
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("English", 60),
                        "paragraph: 한국어 문단은 이렇게 시작하고 여기에서 끝난다.",
                        "paragraph: 日本語の段落はこのように始まりここで終わる。");
    }

    @Test
    void lettersSetOneByOneAreWords() {
        TestPdf pdf = new TestPdf();
        double x = 60;
        String text = "Every letter of this line was placed alone.";
        for (int i = 0; i < text.length(); i++) {
            String letter = text.substring(i, i + 1);
            if (!letter.isBlank()) {
                pdf.text(x, 100, 10, PLAIN, letter);
            }
            x += TestPdf.width(PLAIN, 10, letter);
        }
        assertThat(read(pdf)).containsExactly("paragraph: " + text);
    }

    @Test
    void justifiedLinesKeepOneSpaceBetweenWords() {
        TestPdf pdf = new TestPdf();
        String[] lines = {
            "a line whose spaces are wide", "another line that has normal ones and is full"
        };
        double y = 100;
        for (int i = 0; i < 6; i++) {
            String line = lines[i % 2];
            float spare = (float) ((230 - TestPdf.width(PLAIN, 10, line)) / line.split(" ").length);
            pdf.run(out -> out.setWordSpacing(spare));
            pdf.text(60, y, 10, PLAIN, line);
            y += 12;
        }
        String twice = lines[0] + " " + lines[1];
        assertThat(read(pdf)).containsExactly("paragraph: " + twice + " " + twice + " " + twice);
    }

    @Test
    void aDropCapOfThreeLinesBelongsToItsWord() {
        TestPdf pdf = new TestPdf().text(60, 126, 42, PLAIN, "W");
        pdf.lines(
                104,
                100,
                "hen the letters had grown too",
                "large for their own line, they began to",
                "lean upon the next ones, and");
        pdf.lines(
                60,
                136,
                "so it went on until the end of the page was near",
                "and everybody slept.");
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: When the letters had grown too large for their own line, they"
                                + " began to lean upon the next ones, and so it went on until the"
                                + " end of the page was near and everybody slept.");
    }

    @Test
    void raisedAndLoweredMarksHaveTheirRise() {
        TestPdf pdf = new TestPdf();
        double x = 60;
        Object[][] parts = {
            {"Water is H", 10, 0},
            {"2", 6, 3},
            {"O and energy is mc", 10, 0},
            {"2", 6, -4},
            {" for all.", 10, 0}
        };
        for (Object[] part : parts) {
            double size = (int) part[1];
            pdf.text(x, 100 + (int) part[2], size, PLAIN, (String) part[0]);
            x += TestPdf.width(PLAIN, size, (String) part[0]);
        }
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly("paragraph: Water is H2O and energy is mc2 for all.");
        Content.Text text = (Content.Text) reading.of(Category.PARAGRAPH).getFirst().content();
        assertThat(text.runs())
                .filteredOn(run -> run.rise() != 0)
                .extracting(run -> run.text() + run.rise())
                .containsExactly("2-1", "21");
    }

    @Test
    void boldAndItalicWordsAreRunsOfTheirParagraph() {
        TestPdf pdf = new TestPdf().text(60, 100, 10, PLAIN, "Here one word is");
        double x = 60 + TestPdf.width(PLAIN, 10, "Here one word is ");
        pdf.text(x, 100, 10, BOLD, "bold");
        x += TestPdf.width(BOLD, 10, "bold") + TestPdf.width(PLAIN, 10, " ");
        pdf.text(x, 100, 10, PLAIN, "and the others are not at all so.");
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly(
                        "paragraph: Here one word is bold and the others are not at all so.");
        Content.Text text = (Content.Text) reading.of(Category.PARAGRAPH).getFirst().content();
        assertThat(text.runs())
                .filteredOn(run -> run.bold())
                .extracting(run -> run.text().strip())
                .containsExactly("bold");
    }

    @Test
    void footnotesStandAtTheFootAndTheirMarksInTheText() {
        TestPdf pdf = new TestPdf();
        double y = pdf.prose(60, 100, 475, prose("Body", 200)) + 8;
        pdf.text(60, y, 10, PLAIN, "A claim");
        pdf.text(60 + TestPdf.width(PLAIN, 10, "A claim"), y - 4, 6, PLAIN, "1");
        pdf.text(72 + TestPdf.width(PLAIN, 10, "A claim"), y, 10, PLAIN, "that is proved below.");
        pdf.rule(60, 735, 200, 735);
        pdf.text(60, 748, 6, PLAIN, "1")
                .text(66, 751, 8, PLAIN, "It is proved in the second book, of which");
        pdf.text(60, 761, 8, PLAIN, "no copy is known.");
        pdf.text(60, 773, 6, PLAIN, "2").text(66, 776, 8, PLAIN, "Another note without a claim.");
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: " + prose("Body", 200),
                        "paragraph: A claim1 that is proved below.",
                        "footnote: 1 It is proved in the second book, of which no copy is known.",
                        "footnote: 2 Another note without a claim.");
    }

    /** Digits stand a quarter of an em from Hangul without a space; a line breaks within a word. */
    @Test
    void drawnSpacesTellMoreThanGaps() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font(KOREAN);
        List<String> lines =
                List.of(
                        "그 도시에는 오래된 다리가 |3|개 있고 사람들은 강가에서 ",
                        "축제를 연다. 시장이 열리고 음악이 들리고 아이들이 다 ",
                        "모인다. 우리는 그 도시의 역사를 조사하고 그것을 책으로 펴낼 계",
                        "획이다.");
        double y = 100;
        for (String line : lines) {
            String[] parts = line.split("\\|");
            double x = 60;
            for (String part : parts) {
                pdf.text(x, y, 10, font, part);
                x += TestPdf.width(font, 10, part) + 2.5;
            }
            y += 15;
        }
        assertThat(read(pdf))
                .containsExactly(
                        "paragraph: 그 도시에는 오래된 다리가 3개 있고 사람들은 강가에서 축제를 연다. 시장이 열리고"
                                + " 음악이 들리고 아이들이 다 모인다. 우리는 그 도시의 역사를 조사하고 그것을 책으로"
                                + " 펴낼 계획이다.");
    }

    @Test
    void aSpaceDrawnBetweenIdeographsStays() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font(JAPANESE);
        pdf.text(60, 100, 10, font, "総務部長 山田 太郎");
        pdf.text(60, 130, 10, font, "令和");
        pdf.text(82.5, 130, 10, font, "8");
        pdf.text(90, 130, 10, font, "年");
        assertThat(read(pdf)).containsExactly("paragraph: 総務部長 山田 太郎", "paragraph: 令和8年");
    }

    /** Each line of a listing stands on a rectangle of its own. */
    @Test
    void codeKeepsItsLinesAndIndents() {
        TestPdf pdf = new TestPdf();
        PDFont font = pdf.font("truetype/dejavu/DejaVuSansMono.ttf");
        List<String> lines =
                List.of(
                        "for name in list:",
                        "    if name in seen:",
                        "        - drop(name)",
                        "    else:",
                        "        keep(name)   # once",
                        "",
                        "print(len(seen))");
        double y = 100;
        for (String line : lines) {
            double top = y - 9;
            pdf.run(
                    to -> {
                        to.setNonStrokingColor(0.95f);
                        to.addRect(60, (float) (TestPdf.HEIGHT - top - 12), 400, 12);
                        to.fill();
                        to.setNonStrokingColor(0f);
                    });
            String text = line.strip();
            double indent =
                    TestPdf.width(font, 10, " ") * (line.length() - line.stripLeading().length());
            if (!text.isEmpty()) {
                pdf.text(65 + indent, y, 10, font, text);
            }
            y += 12;
        }
        pdf.prose(60, 300, 400, prose("Text", 60));
        Reading reading = Reading.of(pdf, folder);
        assertThat(reading.lines())
                .containsExactly(
                        "paragraph: " + String.join("\n", lines.subList(0, 5)),
                        "paragraph: print(len(seen))",
                        "paragraph: " + prose("Text", 60));
        assertThat(OutputFormat.MARKDOWN.write(reading.document(), new Figures.Omitted()))
                .startsWith("```\nfor name in list:\n    if name in seen:\n");
        assertThat(OutputFormat.HTML.write(reading.document(), new Figures.Omitted()))
                .contains(">for name in list:\n    if name in seen:\n")
                .contains("<pre ");
    }
}
