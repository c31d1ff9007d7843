package dev.sundog.document;

import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Word;
import dev.sundog.document.pdf.TextTrust;
import dev.sundog.document.tree.Box;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The parts of a born-digital page that only its pixels tell: pictures that carry text, and runs in
 * fonts that do not say which characters they draw. They are recognised with everything else of the
 * page painted white, and the words join those of the file.
 */
final class RegionReading {
    /** Sides of a picture, in points, below which it is a logo or an icon. */
    private static final double LEAST_SIDE = 48;

    private static final double LEAST_AREA = 6000;

    /** Part of a picture that the file's own words may cover. */
    private static final double LETTERED = 0.02;

    /** Recognised words less sure than this are a picture's texture. */
    private static final double SURE = 0.5;

    /** Points around a word within which its letters' ink lies. */
    private static final double MARGIN = 3;

    private static final int MOST_REGIONS = 200;

    private final List<Box> pictures;
    private final Set<Word> garbage;

    private RegionReading(List<Box> pictures, Set<Word> garbage) {
        this.pictures = pictures;
        this.garbage = garbage;
    }

    /** What of a page is to be read from its pixels. */
    static RegionReading of(PageContent page) {
        List<Box> pictures =
                page.pictures().stream()
                        .filter(picture -> !picture.vector())
                        .map(Picture::box)
                        .map(box -> clipped(box, page))
                        .filter(box -> Math.min(box.width(), box.height()) >= LEAST_SIDE)
                        .filter(box -> box.area() >= LEAST_AREA)
                        .filter(box -> covered(box, page.words()) <= LETTERED * box.area())
                        .limit(MOST_REGIONS)
                        .toList();
        return new RegionReading(pictures, garbage(page.words()));
    }

    private static Box clipped(Box box, PageContent page) {
        double x0 = Math.clamp(box.x0(), 0, page.width());
        double y0 = Math.clamp(box.y0(), 0, page.height());
        return new Box(
                x0,
                y0,
                Math.clamp(box.x1(), x0, page.width()),
                Math.clamp(box.y1(), y0, page.height()));
    }

    private static double covered(Box box, List<Word> words) {
        return words.stream().mapToDouble(word -> word.box().overlap(box)).sum();
    }

    /** The words of fonts whose text cannot be what a reader sees. */
    private static Set<Word> garbage(List<Word> words) {
        Map<String, List<Word>> fonts = new LinkedHashMap<>();
        words.forEach(
                word -> fonts.computeIfAbsent(word.font(), font -> new ArrayList<>()).add(word));
        Set<Word> garbage = new LinkedHashSet<>();
        fonts.values().stream()
                .filter(
                        ofFont ->
                                TextTrust.of(ofFont.stream().map(Word::text).toList())
                                        == TextTrust.GARBAGE)
                .forEach(garbage::addAll);
        return garbage;
    }

    /** Whether there is nothing to read. */
    boolean isEmpty() {
        return pictures.isEmpty() && garbage.isEmpty();
    }

    /** Whether words of the file are garbage. */
    boolean hasGarbage() {
        return !garbage.isEmpty();
    }

    /**
     * The page with the words of its pixels.
     *
     * @param image the whole page
     * @param recognition reads a picture of the page
     */
    PageContent merged(
            PageContent page,
            BufferedImage image,
            Function<BufferedImage, RecognizedPage> recognition) {
        List<Box> regions = new ArrayList<>(pictures);
        garbage.forEach(word -> regions.add(grown(word.box())));
        PageContent read = recognition.apply(masked(page, image, regions)).content();
        List<Word> words = new ArrayList<>(page.words());
        words.removeAll(garbage);
        boolean added = false;
        for (Word word : read.words()) {
            boolean inside = regions.stream().anyMatch(box -> box.containsCenter(word.box()));
            if (inside && word.confidence() >= SURE) {
                words.add(word);
                added = true;
            }
        }
        if (!added) {
            return page;
        }
        Set<String> engines = new LinkedHashSet<>(page.engines());
        engines.addAll(read.engines());
        return page.with(words, List.copyOf(engines));
    }

    private static Box grown(Box box) {
        return new Box(
                Math.max(0, box.x0() - MARGIN),
                Math.max(0, box.y0() - MARGIN),
                box.x1() + MARGIN,
                box.y1() + MARGIN);
    }

    /** The page with nothing but {@code regions} on white paper. */
    private static BufferedImage masked(PageContent page, BufferedImage image, List<Box> regions) {
        BufferedImage masked =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        double scale = image.getWidth() / page.width();
        Graphics2D graphics = masked.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (Box region : regions) {
            int x0 = (int) (region.x0() * scale);
            int y0 = (int) (region.y0() * scale);
            int x1 = (int) Math.ceil(region.x1() * scale);
            int y1 = (int) Math.ceil(region.y1() * scale);
            graphics.drawImage(image, x0, y0, x1, y1, x0, y0, x1, y1, null);
        }
        graphics.dispose();
        return masked;
    }
}
