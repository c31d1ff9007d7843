package dev.sundog.cli.command;

import dev.sundog.cli.store.ModelStore;
import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PixelReading;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.pdf.PdfLimits;
import dev.sundog.document.pdf.PdfSource;
import dev.sundog.document.score.DocumentScores;
import dev.sundog.document.score.Similarity;
import dev.sundog.document.table.FoundTable;
import dev.sundog.document.table.TableFinder;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Intervals;
import dev.sundog.model.progress.ProgressListener;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code document tables}: TEDS of the tables of PDFs. */
@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog document tables --truth icdar2013", ""},
        description =
                "TEDS of the tables found in PDFs against the truth of the ICDAR 2013 table"
                    + " competition (NAME.pdf, NAME-reg.xml, NAME-str.xml), the part of a table on"
                    + " each page for itself.")
final class DocumentTablesCommand implements Callable<Integer> {
    private static final long SEED = 1;

    /** Where tables are. */
    enum Regions {
        /** The finder finds them; a table that it misses counts 0. */
        FOUND,
        /** The truth says it. */
        GIVEN
    }

    @Option(names = "--truth", required = true, paramLabel = "DIR", description = "Its folder.")
    private Path truth = Path.of("");

    @Option(
            names = "--regions",
            paramLabel = "HOW",
            description = "found (default) or given by the truth.")
    private Regions regions = Regions.FOUND;

    @Option(
            names = "--scans",
            paramLabel = "DIR",
            description =
                    "Read the pages from pictures instead: NAME-PAGE.jpg, of a file with one page"
                            + " NAME.jpg, as tools/render_pages makes them.")
    private Optional<Path> scans = Optional.empty();

    @Mixin private Output output = new Output();

    private final List<Double> full = new ArrayList<>();
    private final List<Double> structure = new ArrayList<>();

    @Override
    public Integer call() {
        AnalyzerOptions options =
                AnalyzerOptions.builder()
                        .folders(ModelStore.ofProcess().bundles())
                        .figures(false)
                        .build();
        try (PixelReading pixels = new PixelReading(options)) {
            documents(
                    CompetitionTables.read(truth),
                    new LayoutAnalyzer(options, ProgressListener.NONE, pixels));
        }
        summary("teds", full);
        summary("teds_s", structure);
        return 0;
    }

    private void documents(List<CompetitionTables> tables, LayoutAnalyzer analyzer) {
        int from = 0;
        while (from < tables.size()) {
            int to = from + 1;
            while (to < tables.size()
                    && tables.get(to).document().equals(tables.get(from).document())) {
                to++;
            }
            document(tables.subList(from, to), analyzer);
            from = to;
        }
    }

    private void document(List<CompetitionTables> tables, LayoutAnalyzer analyzer) {
        CompetitionTables first = tables.getFirst();
        if (!Files.exists(first.pdf())) {
            output.note(first.document() + ": left out, there is no " + first.pdf());
            return;
        }
        try (PdfSource pdf = PdfSource.open(first.pdf(), "", PdfLimits.standard())) {
            for (int page = 1; page <= pdf.pageCount(); page++) {
                int number = page;
                List<CompetitionTables> here =
                        tables.stream().filter(table -> table.page() == number).toList();
                if (here.isEmpty()) {
                    continue;
                }
                PageContent content = pdf.read(page).content();
                List<FoundTable> found =
                        scans.isPresent()
                                ? scanned(analyzer, scans.get(), first.pdf(), page, pdf.pageCount())
                                : regions == Regions.FOUND ? TableFinder.find(content) : List.of();
                here.forEach(table -> judge(table, content, found));
            }
        }
    }

    /** The tables of a page's picture. */
    private static List<FoundTable> scanned(
            LayoutAnalyzer analyzer, Path scans, Path pdf, int page, int pages) {
        String name = String.valueOf(pdf.getFileName()).replaceAll("[.]pdf$", "");
        Path picture = scans.resolve(name + (pages == 1 ? "" : "-" + page) + ".jpg");
        List<FoundTable> found = new ArrayList<>();
        for (Page read : analyzer.analyze(picture).pages()) {
            String engines = String.join("+", read.engines());
            for (Element element : read.elements()) {
                if (element.content() instanceof Content.Grid table) {
                    found.add(new FoundTable(element.box(), table.grid(), 1, engines, List.of()));
                }
            }
        }
        return found;
    }

    private void judge(CompetitionTables table, PageContent page, List<FoundTable> found) {
        Box region = box(table, page);
        Optional<FoundTable> ours =
                regions == Regions.GIVEN
                        ? TableFinder.read(page, region)
                        : found.stream()
                                .filter(other -> other.box().overlap(region) > 0)
                                .max(Comparator.comparingDouble(t -> t.box().overlap(region)));
        Similarity score =
                ours.map(t -> DocumentScores.ofTables(table.html(), html(t.grid())))
                        .orElse(new Similarity(0, 0));
        full.add(score.full());
        structure.add(score.structure());
        String detector = ours.map(FoundTable::detector).orElse("none");
        output.object(
                Output.node()
                        .put("document", table.document())
                        .put("page", table.page())
                        .put("detector", detector)
                        .put("teds", score.full())
                        .put("teds_s", score.structure()));
        output.line(
                String.format(
                        Locale.ROOT,
                        "%-12s page %-3d %-8s  teds %.4f  teds_s %.4f",
                        table.document(),
                        table.page(),
                        detector,
                        score.full(),
                        score.structure()));
    }

    private static Box box(CompetitionTables table, PageContent page) {
        double[] region = table.region();
        double height = page.height();
        return new Box(region[0], height - region[3], region[2], height - region[1]);
    }

    /** The grid as the truth is written: every slot a cell, no header. */
    private static String html(TableGrid grid) {
        StringBuilder out = new StringBuilder("<table>");
        for (int row = 0; row < grid.rows(); row++) {
            out.append("<tr>");
            for (TableGrid.Cell cell : grid.cells()) {
                if (cell.row() == row) {
                    out.append("<td rowspan=\"").append(cell.rowSpan());
                    out.append("\" colspan=\"").append(cell.columnSpan()).append("\">");
                    out.append(cell.content().text().replace("&", "&amp;").replace("<", "&lt;"));
                    out.append("</td>");
                }
            }
            out.append("</tr>");
        }
        return out.append("</table>").toString();
    }

    private void summary(String metric, List<Double> values) {
        Estimate mean =
                Intervals.bootstrapMean(
                        values.stream().mapToDouble(Double::doubleValue).toArray(), SEED);
        ObjectNode node = Output.node().put("metric", metric).put("value", mean.value());
        if (mean.interval().isKnown()) {
            node.put("low", mean.low()).put("high", mean.high());
        }
        output.object(node.put("n", mean.n()));
        output.line(
                String.format(
                        Locale.ROOT,
                        "%-8s %.4f  [%.4f, %.4f]  n = %d",
                        metric,
                        mean.value(),
                        mean.low(),
                        mean.high(),
                        mean.n()));
    }
}
