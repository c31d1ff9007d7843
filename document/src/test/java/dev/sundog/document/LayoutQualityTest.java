package dev.sundog.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.data.world.Group;
import dev.sundog.data.world.Language;
import dev.sundog.data.world.World;
import dev.sundog.data.world.WorldDocuments;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.score.DocumentScores;
import dev.sundog.document.score.KendallTau;
import dev.sundog.document.score.Measure;

import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The floors under the analyzer: pages that are typeset here from the world's texts in three
 * scripts, one to three columns, tables with and without lines whose cells are known, everything
 * drawn in the reverse of the reading order.
 */
class LayoutQualityTest {
    private static final Map<Measure, Double> FLOORS =
            new EnumMap<>(
                    Map.of(
                            Measure.NID, 0.97,
                            Measure.TEDS, 0.85,
                            Measure.MHS, 0.90));
    private static final double TAU_FLOOR = 0.97;
    private static final int PAGES = 6;
    private static final double MARGIN = 60;
    private static final double SIZE = 10;
    private static final double LEADING = 13;

    @TempDir private Path folder;

    /** What is drawn on a page, and its truth. */
    private static final class Sheet {
        private final List<TestPdf.Drawing> drawings = new ArrayList<>();
        private final List<String> markdown = new ArrayList<>();
        private final List<String> paragraphs = new ArrayList<>();
    }

    private static PDFont font(TestPdf pdf, Language language) {
        String file =
                switch (language) {
                    case ENGLISH -> "truetype/dejavu/DejaVuSans.ttf";
                    case KOREAN -> "truetype/nanum/NanumGothic.ttf";
                    case JAPANESE -> "opentype/ipafont-gothic/ipag.ttf";
                };
        Path path = Path.of("/usr/share/fonts").resolve(file);
        assertThat(path)
                .as("a font of the Debian packages that .ci/packages.txt lists; install them")
                .matches(Files::exists, "exists");
        try {
            return PDType0Font.load(pdf.document(), path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double width(PDFont font, double size, String text) {
        try {
            return font.getStringWidth(text) / 1000 * size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestPdf.Drawing line(double x, double y, double size, PDFont font, String text) {
        return out -> {
            out.beginText();
            out.setFont(font, (float) size);
            out.newLineAtOffset((float) x, (float) (TestPdf.HEIGHT - y));
            out.showText(text);
            out.endText();
        };
    }

    private static TestPdf.Drawing rule(double x0, double y0, double x1, double y1) {
        return out -> {
            out.setLineWidth(0.6f);
            out.moveTo((float) x0, (float) (TestPdf.HEIGHT - y0));
            out.lineTo((float) x1, (float) (TestPdf.HEIGHT - y1));
            out.stroke();
        };
    }

    /** Lines no wider than {@code width}, broken at spaces, in Japanese anywhere. */
    private static List<String> broken(String text, PDFont font, double width, Language language) {
        List<String> lines = new ArrayList<>();
        boolean anywhere = language == Language.JAPANESE;
        StringBuilder open = new StringBuilder();
        for (String part : anywhere ? text.split("") : text.split(" ")) {
            String glue = open.isEmpty() || anywhere ? "" : " ";
            if (!open.isEmpty() && width(font, SIZE, open + glue + part) > width) {
                lines.add(open.toString());
                open.setLength(0);
                glue = "";
            }
            open.append(glue).append(part);
        }
        lines.add(open.toString());
        return lines;
    }

    private static Sheet sheet(int number, PDFont font, Language language) {
        Sheet sheet = new Sheet();
        WorldDocuments documents = new WorldDocuments(World.of(11));
        int columns = 1 + number % 3;
        double gap = 24;
        double width = (TestPdf.WIDTH - 2 * MARGIN - (columns - 1) * gap) / columns;
        String title = title(language, number);
        sheet.drawings.add(line(MARGIN, 90, 20, font, title));
        sheet.markdown.add("# " + title);
        int next = 0;
        for (int column = 0; column < columns; column++) {
            double x = MARGIN + column * (width + gap);
            double y = 130;
            while (y < 420) {
                String text =
                        documents
                                .text(Group.BASE, language, number * 1000L + next++)
                                .replace('\n', ' ');
                List<String> lines = broken(text, font, width, language);
                if (y + lines.size() * LEADING > 520) {
                    break;
                }
                for (String one : lines) {
                    sheet.drawings.add(line(x, y, SIZE, font, one));
                    y += LEADING;
                }
                y += LEADING;
                sheet.markdown.add(text);
                sheet.paragraphs.add(text.replace(" ", ""));
            }
        }
        table(sheet, number, font, language);
        return sheet;
    }

    private static String title(Language language, int number) {
        String name =
                switch (language) {
                    case ENGLISH -> "People of the harbour";
                    case KOREAN -> "항구의 사람들";
                    case JAPANESE -> "港の人々";
                };
        return name + " " + (char) ('A' + number);
    }

    /** A table at the foot of the page: with all its lines or with none, numbers to the right. */
    private static void table(Sheet sheet, int number, PDFont font, Language language) {
        boolean ruled = number % 2 == 0;
        String[] heads =
                switch (language) {
                    case ENGLISH -> new String[] {"Town", "Houses", "Boats", "Wells"};
                    case KOREAN -> new String[] {"마을", "집", "배", "우물"};
                    case JAPANESE -> new String[] {"町", "家屋", "船", "井戸"};
                };
        int rows = 5 + number % 3;
        double top = 570;
        double pitch = 22;
        StringBuilder markdown = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < heads.length; column++) {
                String label = heads[0] + " " + (char) ('A' + row);
                String cell =
                        row == 0
                                ? heads[column]
                                : column == 0 ? label : Integer.toString(37 * row * column + row);
                double x = MARGIN + 110 * column + 6;
                double right = x + 80 - width(font, SIZE, cell);
                double at = column == 0 ? x : right;
                sheet.drawings.add(line(at, top + row * pitch + 15, SIZE, font, cell));
                markdown.append("| ").append(cell).append(' ');
            }
            markdown.append("|\n").append(row == 0 ? "|---|---|---|---|\n" : "");
        }
        sheet.markdown.add(markdown.toString());
        for (int i = 0; ruled && i <= rows; i++) {
            sheet.drawings.add(rule(MARGIN, top + i * pitch, MARGIN + 440, top + i * pitch));
        }
        for (int i = 0; ruled && i <= heads.length; i++) {
            double x = MARGIN + 110 * i;
            sheet.drawings.add(rule(x, top, x, top + rows * pitch));
        }
    }

    /** Mean measures over the pages of a language. */
    private void check(Language language) {
        Map<Measure, Double> sums = new EnumMap<>(Measure.class);
        double tau = 0;
        for (int number = 0; number < PAGES; number++) {
            TestPdf pdf = new TestPdf();
            Sheet sheet = sheet(number, font(pdf, language), language);
            sheet.drawings.reversed().forEach(pdf::run);
            Path file = pdf.save(folder, language + "-" + number + ".pdf");
            AnalyzerOptions options =
                    AnalyzerOptions.builder().ocr(AnalyzerOptions.Ocr.OFF).threads(1).build();
            String markdown =
                    OutputFormat.MARKDOWN.write(
                            new LayoutAnalyzer(options).analyze(file), new Figures.Omitted());
            DocumentScores scores =
                    DocumentScores.of(String.join("\n\n", sheet.markdown), markdown);
            FLOORS.keySet()
                    .forEach(
                            measure ->
                                    sums.merge(
                                            measure,
                                            scores.value(measure).orElseThrow(),
                                            Double::sum));
            tau += KendallTau.of(order(sheet.paragraphs, markdown.replaceAll("\\s", "")));
        }
        FLOORS.forEach(
                (measure, floor) ->
                        assertThat(sums.getOrDefault(measure, 0.0) / PAGES)
                                .as("%s of %s", measure.key(), language)
                                .isGreaterThanOrEqualTo(floor));
        assertThat(tau / PAGES).as("tau of %s", language).isGreaterThanOrEqualTo(TAU_FLOOR);
    }

    /** The rank of each paragraph's place; one that is not there comes last. */
    private static int[] order(List<String> paragraphs, String text) {
        List<Integer> places =
                paragraphs.stream()
                        .map(paragraph -> text.indexOf(paragraph))
                        .map(place -> place < 0 ? text.length() : place)
                        .toList();
        int[] order = new int[places.size()];
        List<Integer> sorted =
                IntStream.range(0, order.length)
                        .boxed()
                        .sorted(Comparator.comparing(places::get))
                        .toList();
        for (int rank = 0; rank < order.length; rank++) {
            order[sorted.get(rank)] = rank;
        }
        return order;
    }

    @Test
    void englishPagesKeepTheirFloors() {
        check(Language.ENGLISH);
    }

    @Test
    void koreanPagesKeepTheirFloors() {
        check(Language.KOREAN);
    }

    @Test
    void japanesePagesKeepTheirFloors() {
        check(Language.JAPANESE);
    }
}
