package dev.sundog.document.ocr;

import dev.sundog.document.ocr.Components.Component;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A page of pixels, evenly lit and upright, and what stands on it before anything is read. Made
 * once, then only read.
 *
 * @param original the page as it came, turned upright like {@code pixels}
 * @param pixels rulings and drawings whitened: what is read
 * @param dotsPerInch of both
 * @param explained whether lines of text and thin rulings are all there is on the paper
 * @param skew degrees clockwise by which the page's lines sloped and it was turned back
 */
record PageAnalysis(
        GrayImage original,
        PagePixels pixels,
        double dotsPerInch,
        double skew,
        int letterHeight,
        List<PixelRulings.Line> rulings,
        List<PixelPictures.Found> pictures,
        List<TextBlock> blocks,
        boolean explained) {
    /** Evened shades below this are not bare paper. */
    private static final int MARKED = 220;

    /** Around a line or ruling, in pixels, what is not paper is its soft edge. */
    private static final int EDGE = 4;

    /** Slopes below this many degrees are left. */
    private static final double LEVEL = 0.06;

    private static final int FALLBACK_HEIGHT = 12;

    /** Analyses a page, levelling its lines. */
    static PageAnalysis of(GrayImage page, double dotsPerInch) {
        return of(page, dotsPerInch, true);
    }

    /**
     * Analyses a page.
     *
     * @param level whether lines that slope are levelled
     */
    static PageAnalysis of(GrayImage page, double dotsPerInch, boolean level) {
        GrayImage evened = Illumination.evened(page);
        int radius = Math.max(8, (int) (dotsPerInch / 8));
        Bitmap ink = Bitmap.of(evened, radius);
        List<Component> components = Components.of(ink);
        int height = TextLines.letterHeight(components, dotsPerInch);
        double skew = level ? Skew.of(letters(components, height), page.width()) : 0;
        GrayImage original = page;
        if (Math.abs(skew) > LEVEL) {
            original = page.turned(-skew);
            evened = Illumination.contrasted(evened.turned(-skew));
            ink = Bitmap.of(evened, radius);
            components = Components.of(ink);
        } else {
            skew = 0;
        }
        return level(original, evened, ink, components, dotsPerInch, skew);
    }

    private static List<PixelBox> letters(List<Component> components, int height) {
        return components.stream()
                .map(Component::box)
                .filter(box -> box.height() * 2 >= height && box.height() <= height * 2)
                .filter(box -> box.width() <= height * 4)
                .toList();
    }

    private static PageAnalysis level(
            GrayImage original,
            GrayImage evened,
            Bitmap ink,
            List<Component> components,
            double dotsPerInch,
            double skew) {
        int measured = TextLines.letterHeight(ink, TextLines.letterHeight(components, dotsPerInch));
        int height = measured == 0 ? FALLBACK_HEIGHT : measured;
        PixelRulings finder =
                new PixelRulings(
                        ink,
                        Math.max(height * 5 / 2, (int) (dotsPerInch * 0.22)),
                        Math.max(3, (int) (dotsPerInch * 0.045)));
        List<PixelRulings.Line> rulings = LetterStrokes.without(finder.find(), components, height);
        finder.erase(rulings);
        byte[] clean = evened.pixels().clone();
        byte[] plain = original.pixels().clone();
        whiten(clean, ink, rulings);
        whiten(plain, ink, rulings);
        List<Component> rest = Components.of(ink);
        List<PixelPictures.Found> pictures =
                new ArrayList<>(PixelPictures.find(evened, rest, ink, height, dotsPerInch));
        for (Component component : rest) {
            PixelBox box = component.box();
            if (box.height() > height * 5 && box.width() > height * 5
                    || box.height() > dotsPerInch * 1.5) {
                ink.erase(component.seed(), box.y0());
                whiten(List.of(clean, plain), evened, ink, box);
            }
        }
        List<PixelRulings.Line> verticals =
                rulings.stream().filter(line -> !line.horizontal()).toList();
        List<PixelBox> lines = new ArrayList<>(TextLines.of(ink, verticals, height, dotsPerInch));
        lines.removeIf(line -> insidePhotograph(line, pictures));
        return new PageAnalysis(
                original,
                new PagePixels(
                        new GrayImage(evened.width(), evened.height(), clean),
                        new GrayImage(evened.width(), evened.height(), plain)),
                dotsPerInch,
                skew,
                height,
                rulings,
                List.copyOf(pictures),
                TextBlocks.of(lines),
                isExplained(evened, lines, rulings, height));
    }

    /**
     * Whether what marks the paper beside lines and rulings, noise aside, is less than a letter.
     */
    private static boolean isExplained(
            GrayImage evened,
            List<PixelBox> lines,
            List<PixelRulings.Line> rulings,
            int letterHeight) {
        List<PixelBox> known = new ArrayList<>(lines);
        rulings.stream()
                .filter(ruling -> ruling.thickness() * 2 < letterHeight)
                .forEach(ruling -> known.add(ruling.box()));
        int width = evened.width();
        boolean[] covered = new boolean[width * evened.height()];
        for (PixelBox box : known) {
            PixelBox wide = box.grown(EDGE, EDGE, width, evened.height());
            for (int y = wide.y0(); y < wide.y1(); y++) {
                Arrays.fill(covered, y * width + wide.x0(), y * width + wide.x1(), true);
            }
        }
        int marked = 0;
        for (int y = 1; y < evened.height(); y++) {
            for (int x = 1; x < width; x++) {
                boolean solid =
                        evened.at(x, y) < MARKED
                                && evened.at(x - 1, y) < MARKED
                                && evened.at(x, y - 1) < MARKED
                                && evened.at(x - 1, y - 1) < MARKED;
                marked += solid && !covered[y * width + x] ? 1 : 0;
            }
        }
        return marked * 4 < letterHeight * letterHeight;
    }

    private static boolean insidePhotograph(PixelBox line, List<PixelPictures.Found> pictures) {
        return pictures.stream()
                .filter(picture -> !picture.drawing())
                .anyMatch(picture -> picture.box().overlap(line) * 10 >= line.area() * 7);
    }

    /** Makes white what was a ruling and is no longer ink. */
    private static void whiten(byte[] pixels, Bitmap ink, List<PixelRulings.Line> rulings) {
        for (PixelRulings.Line line : rulings) {
            PixelBox box = line.box().grown(2, 2, ink.width(), ink.height());
            for (int y = box.y0(); y < box.y1(); y++) {
                for (int x = box.x0(); x < box.x1(); x++) {
                    if (!ink.at(x, y)) {
                        pixels[y * ink.width() + x] = (byte) 255;
                    }
                }
            }
        }
    }

    /** Makes white what is dark inside a box and no longer ink, with its soft edge. */
    private static void whiten(List<byte[]> forms, GrayImage page, Bitmap ink, PixelBox box) {
        for (int y = box.y0(); y < box.y1(); y++) {
            for (int x = box.x0(); x < box.x1(); x++) {
                if (!ink.at(x, y) && page.at(x, y) < 232 && !nearInk(ink, x, y)) {
                    int at = y * page.width() + x;
                    forms.forEach(pixels -> pixels[at] = (byte) 255);
                }
            }
        }
    }

    private static boolean nearInk(Bitmap ink, int x, int y) {
        for (int row = Math.max(0, y - 1); row <= Math.min(ink.height() - 1, y + 1); row++) {
            for (int column = Math.max(0, x - 1);
                    column <= Math.min(ink.width() - 1, x + 1);
                    column++) {
                if (ink.at(column, row)) {
                    return true;
                }
            }
        }
        return false;
    }
}
