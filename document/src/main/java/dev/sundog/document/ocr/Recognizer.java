package dev.sundog.document.ocr;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Ruling;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.vision.LayoutDetector;
import dev.sundog.document.vision.PixelRegion;
import dev.sundog.document.vision.VisionModels;
import dev.sundog.model.failure.SundogException;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the picture of a page: which way up, how skewed, what its lines, rulings and pictures are,
 * and what is written. Languages are chosen for each block among those that are allowed.
 *
 * <p>Thread-safe: several pages may be read at once, each thread with native objects of its own
 * while it reads. Holds native memory until it is closed.
 */
public final class Recognizer implements AutoCloseable {
    /** Pages finer than this are read at it. */
    private static final double FINEST = 320;

    /** Reading surer than this decides that the page stands upright. */
    private static final double UPRIGHT = 0.7;

    /** What is read less surely than this, whichever way up, is no text. */
    private static final double NO_TEXT = 0.2;

    private static final long MOST_PIXELS = 60_000_000;
    private static final List<String> NEURAL = List.of("eng", "jpn");

    private final LanguageData data;
    private final EnginePool engines;
    private final VisionModels models;

    /** A recogniser that reads with Tesseract. */
    public Recognizer(LanguageData data) {
        this(data, VisionModels.none());
    }

    /**
     * A recogniser that reads with Tesseract and what models there are.
     *
     * @param models stay open as long as this is used; the caller closes them
     */
    public Recognizer(LanguageData data, VisionModels models) {
        this.data = data;
        this.engines = new EnginePool(data);
        this.models = models;
    }

    /** English and Japanese by the model if there is one; it has no other letters. */
    private List<BlockReader> readers(List<String> languages) {
        List<BlockReader> readers = new ArrayList<>();
        List<String> rest = new ArrayList<>(languages);
        if (models.recognition().isPresent() && rest.removeAll(NEURAL)) {
            readers.add(new NeuralReader(models.recognition().get()));
        }
        data.require(rest);
        rest.forEach(language -> readers.add(new TesseractReader(engines, language)));
        return readers;
    }

    /**
     * What stands on a page.
     *
     * @param image the page
     * @param dotsPerInch its resolution; 0 or less if unknown
     * @param pageNumber from 1
     * @param languages in Tesseract's spelling, e.g. eng, kor, jpn; those the page may be in
     * @throws SundogException (resource) naming the package if a language's data are missing
     */
    public PageContent recognize(
            BufferedImage image, double dotsPerInch, int pageNumber, List<String> languages) {
        return read(image, dotsPerInch, pageNumber, languages).content();
    }

    /** As {@link #recognize}, with the page's picture turned as its content's boxes count. */
    public RecognizedPage read(
            BufferedImage image, double dotsPerInch, int pageNumber, List<String> languages) {
        if (languages.isEmpty()) {
            throw SundogException.user("ocr-language", "no language to read in; expected e.g. eng");
        }
        double resolution = dotsPerInch > 0 ? dotsPerInch : guess(image);
        double factor = Math.min(1, FINEST / resolution);
        factor =
                Math.min(
                        factor,
                        Math.sqrt(MOST_PIXELS / ((double) image.getWidth() * image.getHeight())));
        GrayImage page = GrayImage.of(image).scaled(factor);
        BlockLanguages choice = new BlockLanguages(readers(languages));
        PageAnalysis upright = PageAnalysis.of(page, resolution * factor);
        int quarters = 0;
        BlockLanguages.Sample best = choice.sample(upright);
        if (best.confidence() < UPRIGHT && !upright.blocks().isEmpty()) {
            for (int turn : new int[] {2, 1, 3}) {
                PageAnalysis turned =
                        PageAnalysis.of(page.quarterTurned(turn), resolution * factor);
                BlockLanguages.Sample sample = choice.sample(turned);
                if (sample.confidence() > best.confidence() + 0.05) {
                    best = sample;
                    upright = turned;
                    quarters = turn;
                }
                if (best.confidence() > 0.85) {
                    break;
                }
            }
        }
        return content(upright, choice, best, quarters, pageNumber);
    }

    /**
     * What stands in some parts of a page whose rest is white; it is taken for upright and level,
     * so that boxes count on it as it is.
     */
    public RecognizedPage readParts(
            BufferedImage image, double dotsPerInch, int pageNumber, List<String> languages) {
        GrayImage page = GrayImage.of(image);
        BlockLanguages choice = new BlockLanguages(readers(languages));
        PageAnalysis upright = PageAnalysis.of(page, dotsPerInch, false);
        return content(upright, choice, choice.sample(upright), 0, pageNumber);
    }

    /** A page of unknown resolution is taken for A4. */
    private static double guess(BufferedImage image) {
        return Math.clamp(Math.max(image.getWidth(), image.getHeight()) / 11.69, 96, 600);
    }

    private RecognizedPage content(
            PageAnalysis page,
            BlockLanguages choice,
            BlockLanguages.Sample sample,
            int quarters,
            int pageNumber) {
        WordAssembly words = new WordAssembly(page.dotsPerInch());
        Set<String> engineNames = new LinkedHashSet<>();
        List<TextBlock> blocks = sample.confidence() < NO_TEXT ? List.of() : page.blocks();
        for (TextBlock block : blocks) {
            read(page.pixels(), block, choice, sample, words, engineNames);
        }
        PagePixels untouched = new PagePixels(page.original(), page.original());
        for (TextBlock line : missedLines(page)) {
            read(untouched, line, choice, sample, words, engineNames);
        }
        if (models.layout().isPresent()) {
            engineNames.add(LayoutDetector.NAME);
        }
        double points = 72 / page.dotsPerInch();
        List<Ruling> rulings = new ArrayList<>();
        for (PixelRulings.Line line : page.rulings()) {
            rulings.add(new Ruling(box(line.box(), points), line.thickness() * points));
        }
        List<Picture> pictures = new ArrayList<>();
        for (PixelPictures.Found picture : page.pictures()) {
            pictures.add(new Picture(box(picture.box(), points), picture.drawing()));
        }
        PageContent content =
                new PageContent(
                        pageNumber,
                        page.original().width() * points,
                        page.original().height() * points,
                        quarters * 90,
                        List.copyOf(engineNames),
                        words.words(),
                        rulings,
                        pictures,
                        regions(page, points));
        return new RecognizedPage(content, page.original().toImage(), page.dotsPerInch());
    }

    private static void read(
            PagePixels pixels,
            TextBlock block,
            BlockLanguages choice,
            BlockLanguages.Sample sample,
            WordAssembly words,
            Set<String> engineNames) {
        BlockLanguages.Reading reading = choice.read(pixels, block, sample.reader());
        engineNames.add(reading.reader().name());
        words.add(block, reading.pieces());
    }

    /**
     * Lines that the detection model sees where geometry saw none: faint ones, or on dark or busy
     * ground. It is not asked where nothing else marks the paper.
     */
    private List<TextBlock> missedLines(PageAnalysis page) {
        if (models.detection().isEmpty() || page.explained()) {
            return List.of();
        }
        List<PixelBox> known = new ArrayList<>();
        page.blocks().forEach(block -> known.addAll(block.lines()));
        List<TextBlock> missed = new ArrayList<>();
        for (PixelRegion region : models.detection().get().detect(page.original().toImage())) {
            PixelBox core = shrunk(region, page.original());
            long covered = known.stream().mapToLong(line -> line.overlap(core)).sum();
            boolean legible =
                    core.height() * 2 >= page.letterHeight() && core.width() > core.height();
            if (legible && covered * 5 < core.area()) {
                missed.add(new TextBlock(List.of(core)));
            }
        }
        return missed;
    }

    /** A detected line without the margin that detection adds, about a sixth of its height. */
    private static PixelBox shrunk(PixelRegion region, GrayImage page) {
        double margin = (region.y1() - region.y0()) / 6;
        int x0 = Math.clamp((int) (region.x0() + margin), 0, page.width() - 1);
        int y0 = Math.clamp((int) (region.y0() + margin), 0, page.height() - 1);
        return new PixelBox(
                x0,
                y0,
                Math.clamp((int) (region.x1() - margin), x0, page.width()),
                Math.clamp((int) (region.y1() - margin), y0, page.height()));
    }

    /** What the layout model sees; its paragraphs are too coarse and left out. */
    private List<Region> regions(PageAnalysis page, double points) {
        if (models.layout().isEmpty()) {
            return List.of();
        }
        List<Region> regions = new ArrayList<>();
        for (PixelRegion region : models.layout().get().detect(page.original().toImage())) {
            if (region.category() != Category.PARAGRAPH
                    && region.x1() > region.x0()
                    && region.y1() > region.y0()) {
                regions.add(
                        new Region(
                                new Box(
                                        region.x0() * points,
                                        region.y0() * points,
                                        region.x1() * points,
                                        region.y1() * points),
                                region.category(),
                                region.confidence(),
                                LayoutDetector.NAME));
            }
        }
        return regions;
    }

    private static Box box(PixelBox box, double points) {
        return new Box(box.x0() * points, box.y0() * points, box.x1() * points, box.y1() * points);
    }

    @Override
    public void close() {
        engines.close();
    }
}
