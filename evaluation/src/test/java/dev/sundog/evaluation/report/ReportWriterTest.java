package dev.sundog.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.evaluation.task.EvaluationOptions;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

class ReportWriterTest {
    private static final Pattern REFERENCE =
            Pattern.compile("https?:|//[a-z]|url\\(|@import|src=|<link|<script|javascript:");

    private final Path folder;

    ReportWriterTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path written(LineReport report, String name) {
        Path file = folder.resolve(name);
        ReportWriter.write(report, file);
        return file;
    }

    private static Document parsed(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return java.util.stream.IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    @Test
    void isSelfContainedAndWithoutScript() throws Exception {
        String html = Files.readString(written(ExampleLine.report(), "r.html"));
        assertThat(html).startsWith("<!DOCTYPE html>\n<html lang=\"en\">");
        assertThat(REFERENCE.matcher(html).results().map(r -> r.group()).toList()).isEmpty();
        assertThat(html)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b&gt;hill&lt;/b&gt;");
        for (Element link : elements(parsed(folder.resolve("r.html")), "a")) {
            assertThat(link.getAttribute("href")).startsWith("#");
        }
    }

    @Test
    void isWellFormedWithUniqueIdsAndDescribedPictures() throws Exception {
        Document document = parsed(written(ExampleLine.report(), "r.html"));
        Set<String> ids = new HashSet<>();
        for (Element element : elements(document, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element link : elements(document, "a")) {
            assertThat(ids).contains(link.getAttribute("href").substring(1));
        }
        int pictures = 0;
        for (Element svg : elements(document, "svg")) {
            if (!svg.getAttribute("aria-hidden").equals("true")) {
                assertThat(svg.getAttribute("role")).isEqualTo("img");
                for (String id : svg.getAttribute("aria-labelledby").split(" ")) {
                    assertThat(ids).contains(id);
                }
                pictures++;
            }
        }
        assertThat(pictures)
                .as("line, loss, two of rewards, two of recovery, lineage, drift; twice")
                .isEqualTo(16);
        for (Element head : elements(document, "th")) {
            assertThat(head.getAttribute("scope")).isIn("col", "row");
        }
    }

    @Test
    void showsEveryVerdictAndInterval() throws Exception {
        Document document = parsed(written(ExampleLine.report(), "r.html"));
        List<Element> chips =
                elements(document, "span").stream()
                        .filter(span -> span.getAttribute("class").startsWith("chip"))
                        .toList();
        assertThat(chips)
                .as("8 rows, three stages with one before them; two effects")
                .hasSize(8 * 3 + 2);
        assertThat(chips)
                .extracting(Element::getTextContent)
                .contains("▲ better", "▼ worse", "= tied");
        assertThat(chips.get(2).getAttribute("title")).contains("points", "p ", "n = 120");
        long intervals =
                elements(document, "span").stream()
                        .filter(span -> span.getAttribute("class").equals("interval"))
                        .count();
        assertThat(intervals).isEqualTo(32);
    }

    @Test
    void saysWhichExpectedEffectsShowed() throws Exception {
        Document document = parsed(written(ExampleLine.report(), "r.html"));
        List<Element> rows =
                elements(document, "table").stream()
                        .filter(table -> table.getAttribute("class").startsWith("effects"))
                        .flatMap(
                                table ->
                                        java.util.stream.IntStream.range(
                                                        0,
                                                        table.getElementsByTagName("tr")
                                                                .getLength())
                                                .mapToObj(
                                                        i ->
                                                                (Element)
                                                                        table.getElementsByTagName(
                                                                                        "tr")
                                                                                .item(i)))
                        .toList();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).getTextContent()).contains("Up-scale", "▼ worse").endsWith("yes");
        assertThat(rows.get(2).getTextContent())
                .contains("world-facts-en <acc>", "better", "= tied")
                .endsWith("no");
        assertThat(document.getDocumentElement().getTextContent()).contains("1 of 2 showed");
    }

    @Test
    void isTheSameBytes() throws Exception {
        Path one = written(ExampleLine.report(), "one.html");
        assertThat(written(ExampleLine.report(), "two.html")).hasSameBinaryContentAs(one);
        assertThat(Files.size(one)).isLessThan(400_000);
    }

    /** The least a line can be: a base that nothing was measured of. */
    @Test
    void aBareLineHasNoEmptyPictures() throws Exception {
        StageReport bare =
                new StageReport(
                        "00-base",
                        "base",
                        "base",
                        0,
                        0,
                        1,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        LineReport report =
                new LineReport(
                        "bare\u0001 & \"quoted\"",
                        Instant.EPOCH,
                        "",
                        List.of(bare),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        "");
        Document document = parsed(written(report, "bare.html"));
        assertThat(elements(document, "h1").getFirst().getTextContent())
                .isEqualTo("bare\uFFFD & \"quoted\"");
        assertThat(document.getDocumentElement().getTextContent())
                .contains("No stage was evaluated", "Recovery was not measured")
                .doesNotContain("NaN");
    }

    @Test
    void evaluationReportHasColumnsAndVerdicts() throws Exception {
        EvaluationResult result =
                new EvaluationResult("a <b>", EvaluationOptions.defaults(), ExampleLine.tasks(0.4));
        EvaluationResult other =
                new EvaluationResult("b", EvaluationOptions.defaults(), ExampleLine.tasks(0.7));
        Path file = folder.resolve("e.html");
        EvaluationReport.write("Evaluation", List.of(result, other), file);
        Document document = parsed(file);
        assertThat(elements(document, "th"))
                .extracting(Element::getTextContent)
                .contains("Task", "a <b>", "b");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                .contains("▲ better")
                .doesNotContain("a <b>")
                .doesNotContainPattern(REFERENCE);
    }

    @Test
    void anUnwritableFileIsNamed() {
        Path file = folder.resolve("absent").resolve("r.html");
        assertThatThrownBy(() -> ReportWriter.write(ExampleLine.report(), file))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("r.html");
    }
}
