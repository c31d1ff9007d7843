package dev.sundog.document.ocr;

import com.sun.management.OperatingSystemMXBean;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PixelReading;
import dev.sundog.document.ocr.TesseractEngine.Segmentation;
import dev.sundog.document.tree.Page;
import dev.sundog.document.vision.LineRecognizer;
import dev.sundog.document.vision.ModelFolder;
import dev.sundog.document.vision.PixelRegion;
import dev.sundog.document.vision.TextDetector;
import dev.sundog.document.vision.VisionModels;
import dev.sundog.model.progress.ProgressListener;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tesseract.TessBaseAPI;
import org.bytedeco.tesseract.global.tesseract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
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
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

/**
 * Processor time of analyzing pages of pixels, from file to elements, over that of the page's
 * recogniser alone: on pictures of the page's lines made before (its bare runs), and on the whole
 * page as it finds the lines itself (PP-OCRv6's detector and then each line, Tesseract with its own
 * segmentation). By the names' first part, with 95 % bootstrap intervals over pages. The first page
 * of each is read once before anything counts. Not part of the tests: run by {@code
 * tools/measure_recognition_time}.
 */
final class RecognitionTime {
    private static final int RESAMPLES = 2000;
    private static final double DOTS_PER_INCH = 150;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Seconds of one page. */
    private record Times(double whole, double lines, double alone) {}

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
        LanguageData data = LanguageData.find(models);
        EnginePool engines = new EnginePool(data);
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
                String reader = page.engines().getFirst();
                double lines = lines(png, reader, group.equals("ja"), engines, vision);
                double alone = alone(png, reader, data, vision);
                groups.get(group).add(new Times(whole, lines, alone));
                out.printf(
                        Locale.ROOT,
                        "%-18s %.2f s  lines alone %.2f s  page alone %.2f s  %s%n",
                        name,
                        whole,
                        lines,
                        alone,
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
    private static double lines(
            Path png, String reader, boolean eastAsian, EnginePool engines, VisionModels vision)
            throws IOException {
        PageAnalysis analysis =
                PageAnalysis.of(GrayImage.of(ImageIO.read(png.toFile())), DOTS_PER_INCH);
        List<PixelBox> lines = new ArrayList<>();
        analysis.blocks().forEach(block -> lines.addAll(block.lines()));
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

    /** The page's reader on the whole page. */
    private static double alone(Path png, String reader, LanguageData data, VisionModels vision)
            throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        GrayImage page = GrayImage.of(image);
        if (reader.equals(LineRecognizer.NAME)) {
            TextDetector detector = vision.detection().orElseThrow();
            LineRecognizer model = vision.recognition().orElseThrow();
            double start = seconds();
            for (PixelRegion line : detector.detect(page.toImage())) {
                PixelBox box =
                        new PixelBox(
                                        (int) line.x0(),
                                        (int) line.y0(),
                                        (int) line.x1(),
                                        (int) line.y1())
                                .grown(0, 0, page.width(), page.height());
                model.read(page.crop(box).toImage());
            }
            return seconds() - start;
        }
        String language = reader.replace("tesseract ", "");
        Path folder = Objects.requireNonNull(data.file(language).orElseThrow().getParent());
        try (TessBaseAPI api = new TessBaseAPI();
                BytePointer pixels = new BytePointer(page.pixels())) {
            if (api.Init(folder.toString(), language, tesseract.OEM_LSTM_ONLY) != 0) {
                throw new IOException(folder + " has no data of " + language);
            }
            double start = seconds();
            api.SetPageSegMode(tesseract.PSM_AUTO);
            api.SetImage(pixels, page.width(), page.height(), 1, page.width());
            api.SetSourceResolution((int) DOTS_PER_INCH);
            api.Recognize(null);
            double taken = seconds() - start;
            api.End();
            return taken;
        }
    }

    private static void report(String group, List<Times> pages, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-4s %2d pages  %.2f s a page  to lines alone %s  to page alone %s%n",
                group,
                pages.size(),
                pages.stream().mapToDouble(Times::whole).average().orElse(0),
                ratio(pages, Times::lines),
                ratio(pages, Times::alone));
    }

    private static String ratio(List<Times> pages, ToDoubleFunction<Times> bare) {
        Random random = new Random(1);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ratios[i] =
                    of(
                            random.ints(pages.size(), 0, pages.size())
                                    .mapToObj(pages::get)
                                    .toList(),
                            bare);
        }
        Arrays.sort(ratios);
        return String.format(
                Locale.ROOT,
                "%.2f [%.2f, %.2f]",
                of(pages, bare),
                ratios[RESAMPLES / 40],
                ratios[RESAMPLES - RESAMPLES / 40]);
    }

    private static double of(List<Times> pages, ToDoubleFunction<Times> bare) {
        return pages.stream().mapToDouble(Times::whole).sum()
                / pages.stream().mapToDouble(bare).sum();
    }
}
