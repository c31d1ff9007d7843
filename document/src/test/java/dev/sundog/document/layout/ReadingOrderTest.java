package dev.sundog.document.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.document.tree.Box;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class ReadingOrderTest {
    private record Named(String name, Box box) {}

    private static Named at(String name, double x0, double y0, double x1, double y1) {
        return new Named(name, new Box(x0, y0, x1, y1));
    }

    /** The order of the names, which must not depend on the order they are given in. */
    private static String order(Named... items) {
        List<Named> shuffled = new ArrayList<>(List.of(items));
        Random random = new Random(1);
        String first = names(ReadingOrder.of(shuffled, Named::box));
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(shuffled, random);
            assertThat(names(ReadingOrder.of(shuffled, Named::box))).isEqualTo(first);
        }
        return first;
    }

    private static String names(List<Named> items) {
        return String.join(" ", items.stream().map(Named::name).toList());
    }

    @Test
    void oneColumnIsReadTopDown() {
        assertThat(
                        order(
                                at("b", 50, 200, 500, 300),
                                at("a", 50, 50, 500, 150),
                                at("c", 80, 320, 300, 340)))
                .isEqualTo("a b c");
    }

    @Test
    void twoColumnsUnderATitleOverBoth() {
        assertThat(
                        order(
                                at("title", 100, 40, 500, 60),
                                at("l1", 50, 100, 290, 300),
                                at("l2", 50, 310, 290, 700),
                                at("r1", 310, 100, 550, 420),
                                at("r2", 310, 430, 550, 700),
                                at("foot", 50, 720, 550, 740)))
                .isEqualTo("title l1 l2 r1 r2 foot");
    }

    @Test
    void threeColumns() {
        assertThat(
                        order(
                                at("a", 50, 100, 200, 700),
                                at("b", 220, 100, 370, 300),
                                at("c", 220, 310, 370, 700),
                                at("d", 390, 100, 540, 700)))
                .isEqualTo("a b c d");
    }

    @Test
    void aFigureOverBothColumnsParts() {
        assertThat(
                        order(
                                at("l1", 50, 50, 290, 300),
                                at("r1", 310, 50, 550, 290),
                                at("figure", 60, 320, 540, 450),
                                at("l2", 50, 470, 290, 700),
                                at("r2", 310, 480, 550, 700)))
                .isEqualTo("l1 r1 figure l2 r2");
    }

    @Test
    void cardsFarApartAreRows() {
        assertThat(
                        order(
                                at("a", 50, 50, 290, 150),
                                at("b", 310, 50, 550, 140),
                                at("c", 50, 250, 290, 350),
                                at("d", 310, 250, 550, 340)))
                .isEqualTo("a b c d");
    }

    @Test
    void labelsAndValuesAreRows() {
        assertThat(
                        order(
                                at("n", 50, 50, 90, 60),
                                at("name", 120, 50, 200, 60),
                                at("d", 50, 65, 90, 75),
                                at("date", 120, 65, 200, 75),
                                at("p", 50, 80, 90, 90),
                                at("place", 120, 80, 200, 90)))
                .isEqualTo("n name d date p place");
    }

    @Test
    void aSidebarIsReadAfterItsColumn() {
        assertThat(
                        order(
                                at("m1", 50, 50, 380, 200),
                                at("m2", 50, 210, 380, 500),
                                at("side", 400, 120, 550, 300)))
                .isEqualTo("m1 m2 side");
    }

    @Test
    void thousandsOfBoxesAreOrderedSoon() {
        Random random = new Random(7);
        List<Named> many = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            double x = random.nextDouble(500);
            double y = random.nextDouble(700);
            many.add(at("" + i, x, y, x + 5, y + 5));
        }
        assertThat(ReadingOrder.of(many, Named::box)).hasSize(5000);
    }
}
