package dev.sundog.document.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.Reading;
import dev.sundog.document.TestPdf;
import dev.sundog.document.score.KendallTau;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Random pages of one to three columns with titles, figures and tables over some or all of them,
 * drawn in random order: the order of reading is the order in which the page was set.
 */
class ReadingOrderPropertyTest {
    private static final int PAGES = 40;
    private static final double LEAST_TAU = 0.97;
    private static final double WIDTH = 475;
    private static final double BOTTOM = 780;

    @TempDir private Path folder;

    /** A page being set: what is to be drawn, and the marks of the blocks in reading order. */
    private static final class Sheet {
        private final Random random;
        private final List<Runnable> drawings = new ArrayList<>();
        private final List<String> marks = new ArrayList<>();
        private final TestPdf pdf;

        private Sheet(TestPdf pdf, Random random) {
            this.pdf = pdf;
            this.random = random;
        }

        private String mark() {
            String mark = "Q" + (char) ('a' + marks.size() / 26) + (char) ('a' + marks.size() % 26);
            marks.add(mark);
            return mark;
        }

        /** Columns from {@code top} to {@code bottom}. */
        private void columns(int count, double gap, double top, double bottom) {
            double width = (WIDTH - (count - 1) * gap) / count;
            for (int column = 0; column < count; column++) {
                double x = 60 + column * (width + gap);
                double y = top;
                while (y < bottom - 40) {
                    y = block(x, y, width, bottom);
                }
            }
        }

        private double block(double x, double y, double width, double bottom) {
            if (random.nextInt(8) == 0 && y + 90 < bottom) {
                drawings.add(() -> pdf.drawing(x, y, x + width, y + 60));
                return y + 80;
            }
            boolean head = random.nextInt(6) == 0 && y + 60 < bottom;
            String mark = mark();
            if (head) {
                drawings.add(() -> pdf.text(x, y + 4, 12, TestPdf.BOLD, "Head " + mark));
                return y + 22;
            }
            int lines = 2 + random.nextInt(9);
            int words = (int) Math.min(lines, (bottom - y) / 12) * (int) (width / 34);
            String text = Reading.prose(mark, Math.max(4, words));
            drawings.add(() -> pdf.prose(x, y, width, text));
            return y + 12 * (TestPdf.width(TestPdf.PLAIN, 10, text) / width * 1.06 + 1) + 8;
        }

        private double spanning(double y) {
            String mark = mark();
            switch (random.nextInt(3)) {
                case 0 -> {
                    drawings.add(() -> pdf.text(60, y + 10, 15, TestPdf.BOLD, "A Part " + mark));
                    return y + 34;
                }
                case 1 -> {
                    String text = Reading.prose(mark, 30);
                    drawings.add(() -> pdf.prose(60, y, WIDTH, text));
                    return y + 48;
                }
                default -> {
                    String[][] rows = {
                        {"City " + mark, "People", "Area"},
                        {"Ulm", "126", "118"},
                        {"Bonn", "330", "141"}
                    };
                    drawings.add(() -> pdf.table(60, y, WIDTH, rows));
                    return y + 80;
                }
            }
        }
    }

    private static List<String> set(TestPdf pdf, Random random) {
        Sheet sheet = new Sheet(pdf, random);
        double gap = 12 + random.nextInt(16);
        int count = 1 + random.nextInt(3);
        double y = 80;
        int bands = 1 + random.nextInt(3);
        for (int band = 0; band < bands; band++) {
            if (band > 0 || random.nextInt(3) > 0) {
                y = sheet.spanning(y);
            }
            double bottom = band == bands - 1 ? BOTTOM : y + (BOTTOM - y) / (bands - band);
            sheet.columns(count, gap, y, bottom);
            y = bottom + 16;
        }
        Collections.shuffle(sheet.drawings, random);
        sheet.drawings.forEach(Runnable::run);
        return sheet.marks;
    }

    @Test
    void randomColumnsAreReadInTheOrderTheyWereSet() {
        Random random = new Random(7);
        double sum = 0;
        for (int i = 0; i < PAGES; i++) {
            TestPdf pdf = new TestPdf();
            List<String> marks = set(pdf, random);
            String text = String.join("\n", Reading.of(pdf, folder).lines());
            assertThat(marks).allSatisfy(mark -> assertThat(text).contains(mark));
            sum += tau(marks.stream().map(text::indexOf).toList());
        }
        assertThat(sum / PAGES).as("mean of Kendall's tau").isGreaterThan(LEAST_TAU);
    }

    /** Kendall's tau of {@code places} against ascending order. */
    private static double tau(List<Integer> places) {
        if (places.size() < 2) {
            return 1;
        }
        List<Integer> sorted = places.stream().sorted().toList();
        return KendallTau.of(places.stream().mapToInt(sorted::indexOf).toArray());
    }
}
