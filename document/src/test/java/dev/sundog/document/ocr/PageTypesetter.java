package dev.sundog.document.ocr;

import dev.sundog.data.world.Group;
import dev.sundog.data.world.Language;
import dev.sundog.data.world.World;
import dev.sundog.data.world.WorldDocuments;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

/**
 * Typesets texts of the world as pages at 150 dots an inch, clean and as a scanner gives them:
 * skewed, unevenly lit, blurred, noisy. Every page is a function of language, font and number.
 */
final class PageTypesetter {
    static final int DOTS_PER_INCH = 150;

    private static final int WIDTH = 1240;
    private static final int HEIGHT = 1754;
    private static final int MARGIN = 130;

    /**
     * A page.
     *
     * @param text what stands on it, line by line
     */
    record TypesetPage(BufferedImage image, String text) {}

    private PageTypesetter() {}

    /** Fonts of the packages in {@code .ci/packages.txt}, three a language. */
    static List<String> fonts(Language language) {
        return switch (language) {
            case ENGLISH -> List.of("DejaVu Serif", "DejaVu Sans", "Noto Serif CJK KR");
            case KOREAN -> List.of("NanumGothic", "NanumMyeongjo", "Noto Sans CJK KR");
            case JAPANESE -> List.of("IPAGothic", "IPAMincho", "Noto Serif CJK JP");
        };
    }

    /** Page {@code number} of a language, filled with up to {@code lines} lines. */
    static TypesetPage page(Language language, String family, int number, int lines) {
        BufferedImage image = blank();
        Graphics2D graphics = graphics(image, font(family, 22 + number % 3));
        FontMetrics metrics = graphics.getFontMetrics();
        int pitch =
                (int) (metrics.getFont().getSize() * (language == Language.ENGLISH ? 1.5 : 1.7));
        WorldDocuments documents = new WorldDocuments(World.of(11));
        StringBuilder truth = new StringBuilder();
        int y = MARGIN + pitch;
        int set = 0;
        for (int i = 0; set < lines && y < HEIGHT - MARGIN; i++) {
            String text = documents.text(Group.BASE, language, number * 100L + i);
            for (String line : broken(text, metrics)) {
                if (set == lines || y > HEIGHT - MARGIN) {
                    break;
                }
                graphics.drawString(line, MARGIN, y);
                truth.append(line).append('\n');
                y += pitch;
                set++;
            }
            y += pitch / 2;
        }
        graphics.dispose();
        return new TypesetPage(image, truth.toString());
    }

    static BufferedImage blank() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.dispose();
        return image;
    }

    static Graphics2D graphics(BufferedImage image, Font font) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setColor(Color.BLACK);
        graphics.setFont(font);
        return graphics;
    }

    /** A font that must be there: tests fail and say what to install. */
    static Font font(String family, int size) {
        List<String> families =
                List.of(
                        GraphicsEnvironment.getLocalGraphicsEnvironment()
                                .getAvailableFontFamilyNames());
        if (!families.contains(family)) {
            throw new AssertionError(
                    "no font "
                            + family
                            + ": install the packages of .ci/packages.txt"
                            + " (xargs -a .ci/packages.txt sudo apt-get install)");
        }
        return new Font(family, Font.PLAIN, size);
    }

    private static List<String> broken(String text, FontMetrics metrics) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n")) {
            StringBuilder line = new StringBuilder();
            for (String unit :
                    paragraph.split("(?<=\\s)|(?<=[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}。、])")) {
                if (metrics.stringWidth(line + unit) > WIDTH - 2 * MARGIN) {
                    lines.add(line.toString().strip());
                    line.setLength(0);
                }
                line.append(unit);
            }
            if (!line.toString().isBlank()) {
                lines.add(line.toString().strip());
            }
        }
        return lines;
    }

    /** A page as it comes from a scanner. */
    static BufferedImage scanned(BufferedImage page, int seed) {
        Random random = new Random(seed);
        double degrees = (random.nextBoolean() ? 1 : -1) * (0.4 + 0.8 * random.nextDouble());
        BufferedImage turned = blank();
        Graphics2D graphics = turned.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                page,
                AffineTransform.getRotateInstance(
                        Math.toRadians(degrees), WIDTH / 2.0, HEIGHT / 2.0),
                null);
        graphics.dispose();
        BufferedImage scan = blank();
        for (int y = 1; y < HEIGHT - 1; y++) {
            for (int x = 1; x < WIDTH - 1; x++) {
                double sum = 0;
                for (int d = 0; d < 9; d++) {
                    int weight = d == 4 ? 4 : d % 2 == 1 ? 2 : 1;
                    sum += weight * turned.getRaster().getSample(x + d % 3 - 1, y + d / 3 - 1, 0);
                }
                double light = 0.68 + 0.25 * x / WIDTH + 0.07 * y / HEIGHT;
                double shade = sum / 16 * light + 30 * (1 - light) + 9 * random.nextGaussian();
                scan.getRaster().setSample(x, y, 0, Math.clamp(Math.round(shade), 0, 255));
            }
        }
        return scan;
    }

    /** Writes pages of every language, clean and scanned, with their text, into a folder. */
    static void write(Path folder, int pages, int lines) throws IOException {
        for (Language language : Language.values()) {
            for (int number = 0; number < pages; number++) {
                List<String> fonts = fonts(language);
                TypesetPage page = page(language, fonts.get(number % fonts.size()), number, lines);
                String name = "%s_%02d_".formatted(language.code(), number);
                write(folder, name + "clean", page.image(), page.text());
                write(folder, name + "scan", scanned(page.image(), number), page.text());
            }
        }
    }

    private static void write(Path folder, String name, BufferedImage image, String text)
            throws IOException {
        ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
        Files.writeString(folder.resolve(name + ".txt"), text);
    }
}
