package dev.sundog.document.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class PixelsTest {
    private static Bitmap bitmap(String... rows) {
        Bitmap map = new Bitmap(rows[0].length(), rows.length);
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length(); x++) {
                map.set(x, y, rows[y].charAt(x) == '#');
            }
        }
        return map;
    }

    @Test
    void componentsTouchDiagonallyToo() {
        List<Components.Component> found =
                Components.of(bitmap("##..#", "..#.#", ".....", "#.#.#", "#.###"));
        assertThat(found.stream().map(Components.Component::box))
                .containsExactly(
                        new PixelBox(0, 0, 3, 2),
                        new PixelBox(4, 0, 5, 2),
                        new PixelBox(0, 3, 1, 5),
                        new PixelBox(2, 3, 5, 5));
        assertThat(found.stream().map(Components.Component::pixels)).containsExactly(3, 2, 2, 5);
    }

    @Test
    void erasingTakesOneComponentOnly() {
        Bitmap map = bitmap("##..#", "..#.#");
        map.erase(0, 0);
        assertThat(map.count(new PixelBox(0, 0, 5, 2))).isEqualTo(2);
        assertThat(map.at(4, 1)).isTrue();
    }

    @Test
    void anAngleIsFoundFromTheFeetOfLetters() {
        Random random = new Random(3);
        List<PixelBox> letters = new ArrayList<>();
        double slope = Math.tan(Math.toRadians(1.5));
        for (int line = 0; line < 30; line++) {
            for (int column = 0; column < 60; column++) {
                int x = 20 + column * 15;
                int foot = (int) Math.round(100 + line * 30 + slope * (x - 500));
                letters.add(new PixelBox(x, foot - 10 - random.nextInt(5), x + 9, foot));
            }
        }
        assertThat(Skew.of(letters, 1000)).isCloseTo(1.5, within(0.08));
    }

    @Test
    void linesAreFoundAndTakenOutButNotWhatCrosses() {
        Bitmap map = new Bitmap(120, 60);
        for (int x = 10; x < 110; x++) {
            map.set(x, 30, true);
            map.set(x, 31, true);
        }
        for (int y = 20; y < 42; y++) {
            map.set(50, y, true);
        }
        PixelRulings rulings = new PixelRulings(map, 40, 5);
        List<PixelRulings.Line> lines = rulings.find();
        assertThat(lines)
                .containsExactly(new PixelRulings.Line(new PixelBox(10, 30, 110, 32), true));
        rulings.erase(lines);
        assertThat(map.at(20, 30)).isFalse();
        assertThat(map.at(50, 30)).isTrue();
        assertThat(map.count(new PixelBox(0, 0, 120, 60))).isEqualTo(22);
    }

    @Test
    void unevenLightBecomesEven() {
        int width = 200;
        byte[] pixels = new byte[width * 200];
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < width; x++) {
                boolean ink = x % 20 == 3 && y % 20 < 12;
                pixels[y * width + x] = (byte) ((100 + x / 2) * (ink ? 0.2 : 1));
            }
        }
        GrayImage even = Illumination.evened(new GrayImage(width, 200, pixels));
        assertThat(even.at(10, 15)).isCloseTo(250, within(25));
        assertThat(even.at(190, 15)).isCloseTo(250, within(25));
        assertThat(even.at(103, 5)).isLessThan(80);
    }

    @Test
    void shadesOfGreyAreTakenAsTheyAreStored() {
        BufferedImage bytes = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        bytes.getRaster().setSample(0, 0, 0, 128);
        bytes.getRaster().setSample(1, 0, 0, 40);
        GrayImage gray = GrayImage.of(bytes);
        assertThat(gray.at(0, 0)).isEqualTo(128);
        assertThat(gray.at(1, 0)).isEqualTo(40);
        BufferedImage shorts = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        shorts.getRaster().setSample(0, 0, 0, 128 * 257);
        assertThat(GrayImage.of(shorts).at(0, 0)).isEqualTo(128);
        ColorModel veiled =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_GRAY),
                        true,
                        false,
                        Transparency.TRANSLUCENT,
                        DataBuffer.TYPE_BYTE);
        WritableRaster raster = veiled.createCompatibleWritableRaster(2, 1);
        raster.setPixel(0, 0, new int[] {40, 255});
        raster.setPixel(1, 0, new int[] {40, 0});
        GrayImage onWhite = GrayImage.of(new BufferedImage(veiled, raster, false, null));
        assertThat(onWhite.at(0, 0)).isEqualTo(40);
        assertThat(onWhite.at(1, 0)).isEqualTo(255);
    }

    @Test
    void aQuarterTurnIsClockwise() {
        GrayImage image = new GrayImage(3, 2, new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(image.quarterTurned(1).pixels()).containsExactly(4, 1, 5, 2, 6, 3);
        assertThat(image.quarterTurned(2).pixels()).containsExactly(6, 5, 4, 3, 2, 1);
        assertThat(image.quarterTurned(3).pixels()).containsExactly(3, 6, 2, 5, 1, 4);
    }

    @Test
    void aLineOverTwoColumnsStandsAlone() {
        PixelBox title = new PixelBox(0, 0, 400, 20);
        PixelBox left = new PixelBox(0, 30, 180, 50);
        PixelBox leftNext = new PixelBox(0, 60, 150, 80);
        PixelBox right = new PixelBox(220, 30, 400, 50);
        PixelBox rightNext = new PixelBox(220, 60, 400, 80);
        assertThat(TextBlocks.of(Arrays.asList(title, left, right, leftNext, rightNext)))
                .containsExactly(
                        new TextBlock(List.of(title)),
                        new TextBlock(List.of(left, leftNext)),
                        new TextBlock(List.of(right, rightNext)));
    }
}
