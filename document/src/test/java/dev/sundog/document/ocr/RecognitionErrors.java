package dev.sundog.document.ocr;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PixelReading;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Page;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Analyzes every picture of a folder that has its text beside it ({@code ko_0_150_scan.png} and
 * {@code .txt}) and reports the character error rate of each and, by the names' first and last
 * part, of all with a 95 % bootstrap interval over pages. Not part of the tests: run by {@code
 * tools/measure_recognition}.
 */
final class RecognitionErrors {
    private static final int RESAMPLES = 2000;

    @Test
    void report(@TempDir Path typeset) throws IOException {
        String pages = System.getProperty("ocr.pages", "-");
        if (pages.equals("-")) {
            PageTypesetter.write(typeset, 12, 24);
        }
        Path folder = pages.equals("-") ? typeset : Path.of(pages);
        String models = System.getProperty("ocr.models", "");
        try (PrintStream out = new PrintStream(System.getProperty("ocr.report", "errors.txt"))) {
            measure(folder, models.isEmpty() ? List.of() : List.of(Path.of(models)), out);
        }
    }

    static void measure(Path folder, List<Path> models, PrintStream out) throws IOException {
        Map<String, List<CharacterErrors>> groups = new TreeMap<>();
        AnalyzerOptions options =
                AnalyzerOptions.builder().folders(models).figures(false).threads(1).build();
        try (PixelReading pixels = new PixelReading(options);
                Stream<Path> files = Files.list(folder)) {
            LayoutAnalyzer analyzer = new LayoutAnalyzer(options, ProgressListener.NONE, pixels);
            for (Path png : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
                String name = String.valueOf(png.getFileName()).replace(".png", "");
                String truth = Files.readString(png.resolveSibling(name + ".txt"));
                long start = System.nanoTime();
                Page page = analyzer.analyze(png).pages().getFirst();
                double seconds = (System.nanoTime() - start) / 1e9;
                String found = text(page);
                CharacterErrors errors = CharacterErrors.between(truth, found);
                out.printf(
                        Locale.ROOT,
                        "%-18s CER %.3f %%  %d of %d  %.1f s  %s%n",
                        name,
                        100 * errors.rate(),
                        errors.errors(),
                        errors.characters(),
                        seconds,
                        page.engines());
                String kept = System.getProperty("ocr.keep", "");
                if (!kept.isEmpty()) {
                    Files.writeString(Path.of(kept, name + ".txt"), found);
                }
                String[] parts = name.split("_");
                groups.computeIfAbsent(
                                parts[0] + " " + parts[parts.length - 1], k -> new ArrayList<>())
                        .add(errors);
            }
        }
        groups.forEach((group, errors) -> report(group, errors, out));
    }

    private static void report(String group, List<CharacterErrors> pages, PrintStream out) {
        Random random = new Random(1);
        double[] rates = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            CharacterErrors sum = new CharacterErrors(0, 0);
            for (int j = 0; j < pages.size(); j++) {
                sum = sum.plus(pages.get(random.nextInt(pages.size())));
            }
            rates[i] = sum.rate();
        }
        Arrays.sort(rates);
        CharacterErrors all =
                pages.stream().reduce(new CharacterErrors(0, 0), CharacterErrors::plus);
        out.printf(
                Locale.ROOT,
                "%-10s %2d pages  CER %.3f %% [%.3f, %.3f]%n",
                group,
                pages.size(),
                100 * all.rate(),
                100 * rates[RESAMPLES / 40],
                100 * rates[RESAMPLES - RESAMPLES / 40]);
    }

    /** The text of a page's elements in reading order. */
    private static String text(Page page) {
        return page.elements().stream()
                .map(element -> element.content().text())
                .collect(Collectors.joining("\n"));
    }

    /** The words in order, a line's apart by spaces. */
    static String text(PageContent page) {
        StringBuilder text = new StringBuilder();
        double baseline = -1;
        for (Word word : page.words()) {
            if (!text.isEmpty()) {
                text.append(Math.abs(word.baseline() - baseline) < 0.01 ? " " : "\n");
            }
            text.append(word.text());
            baseline = word.baseline();
        }
        return text.toString();
    }
}
