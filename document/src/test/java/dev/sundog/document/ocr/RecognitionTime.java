package dev.sundog.document.ocr;

import com.sun.management.OperatingSystemMXBean;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PixelReading;
import dev.sundog.document.ocr.TesseractEngine.Segmentation;
import dev.sundog.document.tree.Page;
import dev.sundog.document.vision.LineRecognizer;
import dev.sundog.document.vision.ModelFolder;
import dev.sundog.document.vision.VisionModels;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

/**
 * Processor time of analyzing pages of pixels, from file to elements, over that of the page's
 * recogniser alone on pictures of the page's lines made before; by the names' first part, with 95 %
 * bootstrap intervals over pages. The first page of each is read once before anything counts. Not
 * part of the tests: run by {@code tools/measure_recognition_time}.
 */
final class RecognitionTime {
    private static final int RESAMPLES = 2000;
    private static final double DOTS_PER_INCH = 150;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Seconds of one page. */
    private record Times(double whole, double bare) {}

    @Test
    void report(@TempDir Path typeset) throws IOException {
        String pages = System.getProperty("ocr.pages", "-");
        if (pages.equals("-")) {
            PageTypesetter.write(typeset, 10, 24);
        }
        Path folder = pages.equals("-") ? typeset : Path.of(pages);
        String models = System.getProperty("ocr.models", "");
        try (PrintStream out = new PrintStream(System.getProperty("ocr.report", "times.txt"))) {
            measure(folder, models.isEmpty() ? List.of() : List.of(Path.of(models)), out);
        }
    }

    static void measure(Path folder, List<Path> models, PrintStream out) throws IOException {
        Map<String, List<Times>> groups = new TreeMap<>();
        AnalyzerOptions options =
                AnalyzerOptions.builder().folders(models).figures(false).threads(1).build();
        EnginePool engines = new EnginePool(LanguageData.find(models));
        try (PixelReading pixels = new PixelReading(options);
                VisionModels vision = VisionModels.open(ModelFolder.find(models));
                Stream<Path> files = Files.list(folder)) {
            LayoutAnalyzer analyzer = new LayoutAnalyzer(options, ProgressListener.NONE, pixels);
            for (Path png : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
                String name = String.valueOf(png.getFileName()).replace(".png", "");
                String group = name.split("_")[0];
                if (!groups.containsKey(group)) {
                    groups.put(group, new ArrayList<>());
                    analyzer.analyze(png);
                }
                double start = seconds();
                Page page = analyzer.analyze(png).pages().getFirst();
                double whole = seconds() - start;
                double bare = bare(png, page, group.equals("ja"), engines, vision);
                groups.get(group).add(new Times(whole, bare));
                out.printf(
                        Locale.ROOT,
                        "%-18s %.2f s  bare %.2f s  %.2f  %s%n",
                        name,
                        whole,
                        bare,
                        whole / bare,
                        page.engines());
            }
        } finally {
            engines.close();
        }
        groups.forEach((group, times) -> report(group, times, out));
    }

    private static double seconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    /** The page's reader, the first that is named, on its lines and nothing else. */
    private static double bare(
            Path png, Page page, boolean eastAsian, EnginePool engines, VisionModels vision)
            throws IOException {
        PageAnalysis analysis =
                PageAnalysis.of(GrayImage.of(ImageIO.read(png.toFile())), DOTS_PER_INCH);
        List<PixelBox> lines = new ArrayList<>();
        analysis.blocks().forEach(block -> lines.addAll(block.lines()));
        String reader = page.engines().getFirst();
        PagePixels pixels = analysis.pixels();
        if (reader.equals(LineRecognizer.NAME)) {
            LineRecognizer model = vision.recognition().orElseThrow();
            List<GrayImage> pictures =
                    lines.stream()
                            .map(
                                    line ->
                                            NeuralReader.picture(
                                                    pixels,
                                                    line,
                                                    NeuralReader.beside(line),
                                                    eastAsian))
                            .toList();
            double start = seconds();
            pictures.forEach(picture -> model.read(picture.toImage()));
            return seconds() - start;
        }
        List<GrayImage> pictures =
                lines.stream()
                        .map(line -> BlockImage.of(pixels.clean(), List.of(line)).image())
                        .toList();
        return engines.with(
                reader.replace("tesseract ", ""),
                engine -> {
                    double start = seconds();
                    pictures.forEach(picture -> engine.read(picture, Segmentation.LINE));
                    return seconds() - start;
                });
    }

    private static void report(String group, List<Times> pages, PrintStream out) {
        Random random = new Random(1);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<Times> some =
                    random.ints(pages.size(), 0, pages.size()).mapToObj(pages::get).toList();
            ratios[i] = ratio(some);
        }
        Arrays.sort(ratios);
        out.printf(
                Locale.ROOT,
                "%-4s %2d pages  %.2f s a page  bare %.2f s  ratio %.3f [%.3f, %.3f]%n",
                group,
                pages.size(),
                pages.stream().mapToDouble(Times::whole).average().orElse(0),
                pages.stream().mapToDouble(Times::bare).average().orElse(0),
                ratio(pages),
                ratios[RESAMPLES / 40],
                ratios[RESAMPLES - RESAMPLES / 40]);
    }

    private static double ratio(List<Times> pages) {
        return pages.stream().mapToDouble(Times::whole).sum()
                / pages.stream().mapToDouble(Times::bare).sum();
    }
}
