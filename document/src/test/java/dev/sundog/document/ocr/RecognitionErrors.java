package dev.sundog.document.ocr;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Word;
import dev.sundog.document.vision.ModelFolder;
import dev.sundog.document.vision.VisionModels;

import java.io.IOException;
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
 * Reads every picture of a folder that has its text beside it ({@code ko_0_150_scan.png} and {@code
 * .txt}) and prints the character error rate of each and, by the names' first and last part, of all
 * with a 95 % bootstrap interval over pages.
 */
final class RecognitionErrors {
    private static final int RESAMPLES = 2000;

    private RecognitionErrors() {}

    /**
     * Arguments: folder, languages such as {@code eng+kor+jpn}, where to write what was read; the
     * models are those of the folder that the property {@code models} names.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<String> languages = List.of(arguments[1].split("\\+"));
        Map<String, List<CharacterErrors>> groups = new TreeMap<>();
        ModelFolder models =
                ModelFolder.find(
                        Stream.of(System.getProperty("models", ""))
                                .filter(f -> !f.isEmpty())
                                .map(Path::of)
                                .toList());
        try (VisionModels vision = VisionModels.open(models);
                Recognizer recognizer = new Recognizer(LanguageData.find(List.of()), vision);
                Stream<Path> files = Files.list(folder)) {
            for (Path png : files.filter(f -> f.toString().endsWith(".png")).sorted().toList()) {
                String name = png.getFileName().toString().replace(".png", "");
                if (arguments.length > 3 && !name.matches(arguments[3])) {
                    continue;
                }
                long start = System.nanoTime();
                PageContent page =
                        recognizer.recognize(ImageIO.read(png.toFile()), 150, 1, languages);
                double seconds = (System.nanoTime() - start) / 1e9;
                String found = text(page);
                if (arguments.length > 2) {
                    Files.writeString(Path.of(arguments[2], name + ".txt"), found);
                }
                CharacterErrors errors =
                        CharacterErrors.between(
                                Files.readString(png.resolveSibling(name + ".txt")), found);
                System.out.printf(
                        Locale.ROOT,
                        "%-24s CER %.3f %%  %d of %d  %.1f s  %s%n",
                        name,
                        100 * errors.rate(),
                        errors.errors(),
                        errors.characters(),
                        seconds,
                        page.engines());
                String[] parts = name.split("_");
                groups.computeIfAbsent(
                                parts[0] + " " + parts[parts.length - 1], k -> new ArrayList<>())
                        .add(errors);
            }
        }
        groups.forEach(RecognitionErrors::report);
    }

    private static void report(String group, List<CharacterErrors> pages) {
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
        System.out.printf(
                Locale.ROOT,
                "%-10s %2d pages  CER %.3f %% [%.3f, %.3f]%n",
                group,
                pages.size(),
                100 * all.rate(),
                100 * rates[RESAMPLES / 40],
                100 * rates[RESAMPLES - RESAMPLES / 40]);
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
