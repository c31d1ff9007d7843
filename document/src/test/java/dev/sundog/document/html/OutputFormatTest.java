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

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** One small document in all four forms. */
class OutputFormatTest {
    private static final Box BOX = new Box(10, 20.005, 110, 40);
    private static final Figures OMITTED = new Figures.Omitted();

    private static TextRun run(String text) {
        return new TextRun(text, BOX, "Serif", 10, false, false, 0, Optional.empty());
    }

    private static Content.Text text(String text) {
        return new Content.Text(List.of(run(text)));
    }

    private static Element element(int id, Category category, Content content) {
        return new Element(id, 1, BOX, category, 1, OptionalInt.empty(), content);
    }

    private static Document document(List<Element> elements) {
        return new Document(
                "A <title>",
                List.of(
                        new Page(
                                1,
                                200,
                                100,
                                0,
                                new PageStatus.Partial("a \"picture\" is broken"),
                                List.of("pdf"),
                                elements)));
    }

    private static TableGrid.Cell cell(int row, int column, int rows, int columns, String text) {
        return new TableGrid.Cell(row, column, rows, columns, BOX, text(text));
    }

    private static Content grid(boolean span) {
        List<TableGrid.Cell> cells = new ArrayList<>();
        cells.add(cell(0, 0, 1, span ? 2 : 1, "a"));
        if (!span) {
            cells.add(cell(0, 1, 1, 1, "b|c"));
        }
        cells.add(cell(1, 0, 1, 1, "1"));
        return new Content.Grid(new TableGrid(2, 2, 1, cells));
    }

    private static String html(Element... elements) {
        return OutputFormat.HTML.write(document(List.of(elements)), OMITTED);
    }

    private static String markdown(Element... elements) {
        return OutputFormat.MARKDOWN.write(document(List.of(elements)), OMITTED);
    }

    @Test
    void htmlSaysWhereAndWhat() {
        assertThat(html(element(3, Category.HEADING2, text("1 < 2"))))
                .contains("<title>A &lt;title&gt;</title>")
                .contains(
                        "<section id=\"page-1\" data-page=\"1\" data-width=\"200\""
                                + " data-height=\"100\" data-status=\"partial\""
                                + " data-reason=\"a &quot;picture&quot; is broken\">")
                .contains(
                        "<h2 id=\"e3\" data-category=\"heading2\" data-page=\"1\""
                                + " data-box=\"10 20 110 40\">1 &lt; 2</h2>");
    }

    @Test
    void runsKeepTheirLook() {
        Content.Text runs =
                new Content.Text(
                        List.of(
                                new TextRun("a", BOX, "S", 10, true, false, 0, Optional.empty()),
                                new TextRun("b", BOX, "S", 9, true, false, 0, Optional.empty()),
                                new TextRun("1", BOX, "S", 6, false, false, 2, Optional.empty()),
                                new TextRun(
                                        "here",
                                        BOX,
                                        "S",
                                        10,
                                        false,
                                        true,
                                        0,
                                        Optional.of("https://example.org/?a=1&b=2"))));
        assertThat(html(element(0, Category.PARAGRAPH, runs)))
                .contains(
                        "<strong>ab</strong><sup>1</sup>"
                                + "<a href=\"https://example.org/?a=1&amp;b=2\"><em>here</em></a>");
        assertThat(markdown(element(0, Category.PARAGRAPH, runs)))
                .isEqualTo("ab1[here](<https://example.org/?a=1&b=2>)\n");
    }

    @Test
    void aLinkMayNotRunAScript() {
        Content.Text evil =
                new Content.Text(
                        List.of(
                                new TextRun(
                                        "click",
                                        BOX,
                                        "S",
                                        10,
                                        false,
                                        false,
                                        0,
                                        Optional.of("javascript:alert(1)"))));
        assertThat(html(element(0, Category.PARAGRAPH, evil))).doesNotContain("javascript");
        assertThat(markdown(element(0, Category.PARAGRAPH, evil))).isEqualTo("click\n");
    }

    @Test
    void aTableHasHeaderSpansAndHoles() {
        String html = html(element(0, Category.TABLE, grid(true)));
        assertThat(html)
                .contains("<thead>\n<tr><th colspan=\"2\" data-box=\"10 20 110 40\">a</th></tr>")
                .contains("<tbody>\n<tr><td data-box=\"10 20 110 40\">1</td><td></td></tr>");
        assertThat(markdown(element(0, Category.TABLE, grid(true))))
                .startsWith("<table>\n<thead>\n<tr><th colspan=\"2\">a</th></tr>");
        assertThat(markdown(element(0, Category.TABLE, grid(false))))
                .isEqualTo("| a | b\\|c |\n| --- | --- |\n| 1 | |\n");
    }

    @Test
    void aSpanOverTheEndOfTheHeaderKeepsOneSection() {
        TableGrid grid =
                new TableGrid(
                        2,
                        2,
                        1,
                        List.of(
                                cell(0, 0, 2, 1, "a"),
                                cell(0, 1, 1, 1, "b"),
                                cell(1, 1, 1, 1, "c")));
        assertThat(html(element(0, Category.TABLE, new Content.Grid(grid))))
                .doesNotContain("thead")
                .contains("<th rowspan=\"2\"");
    }

    @Test
    void listsNest() {
        Content items =
                new Content.Items(
                        false,
                        List.of(
                                new Content.Item("•", 0, text("one")),
                                new Content.Item("–", 1, text("two")),
                                new Content.Item("(a)", 0, text("three"))));
        assertThat(html(element(0, Category.LIST, items)))
                .contains("<li>one\n<ul>\n<li>two</li>\n</ul>\n</li>\n<li>(a) three</li>");
        assertThat(markdown(element(0, Category.LIST, items)))
                .isEqualTo("- one\n  - two\n- (a) three\n");
    }

    @Test
    void aFigureAndItsCaptionStandTogether() {
        Content picture = new Content.Picture(Optional.of(new byte[] {1, 2, 3}), text("inside"));
        Element figure = element(0, Category.FIGURE, picture);
        Element caption =
                new Element(1, 1, BOX, Category.CAPTION, 1, OptionalInt.of(0), text("Figure 1"));
        Document document = document(List.of(figure, caption));

        String beside = OutputFormat.HTML.write(document, new Figures.Beside("x.files"));
        assertThat(beside)
                .contains("<figure>\n<span id=\"e0\"")
                .contains("<img src=\"x.files/figure-0.png\" alt=\"inside\">")
                .contains("data-parent=\"e0\">Figure 1</figcaption>\n</figure>");
        assertThat(OutputFormat.HTML.write(document, new Figures.Embedded()))
                .contains("src=\"data:image/png;base64,AQID\"");
        assertThat(OutputFormat.MARKDOWN.write(document, OMITTED))
                .isEqualTo("inside\n\nFigure 1\n");
    }

    @Test
    void jsonHasUpstagesShape() {
        Content picture = new Content.Picture(Optional.of(new byte[] {1, 2, 3}), text(""));
        Document document = document(List.of(element(7, Category.CHART, picture)));
        JsonNode json =
                JsonMapper.builder()
                        .build()
                        .readTree(OutputFormat.JSON.write(document, new Figures.Embedded()));

        JsonNode element = json.path("elements").path(0);
        assertThat(element.path("id").asInt()).isEqualTo(7);
        assertThat(element.path("category").asString()).isEqualTo("chart");
        assertThat(element.path("page").asInt()).isEqualTo(1);
        assertThat(element.path("base64_encoding").asString()).isEqualTo("AQID");
        assertThat(element.path("coordinates").path(2).path("x").asDouble()).isEqualTo(0.55);
        assertThat(element.path("coordinates").path(2).path("y").asDouble()).isEqualTo(0.4);
        assertThat(element.path("content").has("html")).isTrue();
        assertThat(json.path("usage").path("pages").asInt()).isEqualTo(1);
        assertThat(json.path("pages").path(0).path("status").asString()).isEqualTo("partial");
    }

    @Test
    void theOrderIsTheSameEverywhereAndTheBytesToo() {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Category category = i % 3 == 0 ? Category.HEADING1 : Category.PARAGRAPH;
            elements.add(element(i, category, text("word" + i)));
        }
        Document document = document(elements);
        for (OutputFormat format : OutputFormat.values()) {
            String written = format.write(document, OMITTED);
            List<String> words =
                    Pattern.compile("word\\d")
                            .matcher(written)
                            .results()
                            .map(m -> m.group())
                            .toList();
            assertThat(words.subList(0, 9)).isSorted().doesNotHaveDuplicates();
            assertThat(format.write(document, OMITTED)).isEqualTo(written);
        }
    }

    @Test
    void marksAtTheStartOfALineAreEscaped() {
        assertThat(markdown(element(0, Category.PARAGRAPH, text("# not a heading <b>"))))
                .isEqualTo("\\# not a heading &lt;b>\n");
        assertThat(markdown(element(0, Category.HEADING1, text("Two\nlines"))))
                .isEqualTo("# Two lines\n");
    }

    /** Words of one link are set in several fonts where scripts meet. */
    @Test
    void aLinkOfSeveralLooksIsOneLink() {
        Optional<String> link = Optional.of("https://example.org/a");
        Content.Text runs =
                new Content.Text(
                        List.of(
                                new TextRun(
                                        "See ", BOX, "S", 10, false, false, 0, Optional.empty()),
                                new TextRun("the ", BOX, "S", 10, false, false, 0, link),
                                new TextRun("案内", BOX, "M", 10, true, false, 0, link),
                                new TextRun(".", BOX, "S", 10, false, false, 0, Optional.empty())));
        assertThat(html(element(0, Category.PARAGRAPH, runs)))
                .contains("See <a href=\"https://example.org/a\">the <strong>案内</strong></a>.");
        assertThat(markdown(element(0, Category.PARAGRAPH, runs)))
                .contains("See [the 案内](<https://example.org/a>).");
    }
}
