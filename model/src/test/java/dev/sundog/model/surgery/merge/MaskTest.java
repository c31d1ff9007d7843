package dev.sundog.model.surgery.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.block.ElementType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class MaskTest {
    private static MagnitudeSearch.Vector vector(float... values) {
        return visitor -> {
            for (int i = 0; i < values.length; i++) {
                visitor.element(i, values[i]);
            }
        };
    }

    /** Indices that a mask leaves. */
    private static List<Integer> left(Mask mask, float... values) {
        float[] masked = values.clone();
        mask.apply(0, masked, masked.length);
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (masked[i] != 0) {
                kept.add(i);
            }
        }
        return kept;
    }

    private static List<Integer> kept(double density, float... values) {
        Mask mask = Trim.of(vector(values), values.length, density);
        if (mask instanceof Trim trim) {
            return IntStream.range(0, values.length)
                    .filter(i -> trim.keeps(i, values[i]))
                    .boxed()
                    .toList();
        }
        return IntStream.range(0, values.length).boxed().toList();
    }

    private static List<Integer> band(double density, double gamma, float... values) {
        return left(Band.of(vector(values), values.length, density, gamma), values);
    }

    @Test
    void theLargestStay() {
        assertThat(kept(0.5, 1, -4, 2, -3)).containsExactly(1, 3);
        assertThat(kept(0.75, 1, -4, 2, -3)).containsExactly(1, 2, 3);
        assertThat(kept(1, 0, 1)).containsExactly(0, 1);
        assertThat(kept(0, 5, 1)).isEmpty();
        assertThat(kept(0.01, 1, 3, 2)).as("at least one").containsExactly(1);
    }

    @Test
    void ofEqualOnesTheFirstStay() {
        assertThat(kept(0.5, 2, -2, 2, -2, 1, 3)).containsExactly(0, 1, 5);
        assertThat(kept(0.5, 0, 0, 0, 0)).containsExactly(0, 1);
    }

    @Test
    void agreesWithSorting() {
        Random random = new Random(3);
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(10 * random.nextGaussian()));
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            order.add(i);
        }
        order.sort((a, b) -> Float.compare(Math.abs(values[b]), Math.abs(values[a])));
        for (double density : new double[] {0.001, 0.25, 0.5, 0.999}) {
            List<Integer> expected = new ArrayList<>(order.subList(0, (int) (density * 1000)));
            expected.sort(null);
            assertThat(kept(density, values)).isEqualTo(expected);
        }
    }

    @Test
    void aBandLeavesOutBothEnds() {
        assertThat(band(0.5, 0.25, 1, -4, 2, -3)).containsExactly(2, 3);
        assertThat(band(0.5, 0, 1, -4, 2, -3)).containsExactly(1, 3);
        assertThat(band(0.75, 0.5, 1, -4, 2, -3)).as("both do not fit").containsExactly(0, 2, 3);
        assertThat(band(1, 0.5, 1, 2)).containsExactly(0, 1);
        assertThat(band(0.1, 0, 1, 2)).isEmpty();
    }

    @Test
    void ofEqualOnesTheFirstCountAsSmallerInABand() {
        assertThat(band(0.5, 0.25, 2, 2, 2, 2)).containsExactly(1, 2);
        assertThat(band(0.5, 0.25, 2, 2, 2, 3)).containsExactly(1, 2);
        assertThat(band(0.4, 0.2, 1, 2, 2, 2, 2)).containsExactly(2, 3);
    }

    @Test
    void chanceKeepsItsShareAndIsTheSameInAnyOrder() {
        float[] ones = new float[100_000];
        Arrays.fill(ones, 1);
        DrawSequence draws = new DrawSequence(5);
        draws.reserve(50);
        long start = draws.reserve(ones.length);
        Mask mask = new RandomMask(draws, start, 0.3f);
        float[] whole = ones.clone();
        mask.apply(0, whole, whole.length);
        float[] later = Arrays.copyOf(ones, 1000);
        mask.apply(99_000, later, 1000);
        float[] sooner = Arrays.copyOf(ones, 1000);
        mask.apply(10, sooner, 1000);
        assertThat(later).containsExactly(Arrays.copyOfRange(whole, 99_000, 100_000));
        assertThat(sooner).containsExactly(Arrays.copyOfRange(whole, 10, 1010));
        double share = 0;
        for (float value : whole) {
            share += value / whole.length;
        }
        assertThat(share).isCloseTo(0.3, within(4 * Math.sqrt(0.3 * 0.7 / whole.length)));
    }

    @Test
    void rankDecidesHowLikelyAnElementStays() {
        int rows = 20_000;
        float[] values = new float[rows * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = new float[] {3, -5, 1, -2, 4}[i % 5];
        }
        new RankedMask(new DrawSequence(7), 0, 5, 0.5, 0.3, ElementType.F32)
                .apply(0, values, values.length);
        double[] kept = new double[5];
        for (int i = 0; i < values.length; i++) {
            kept[i % 5] += values[i] == 0 ? 0 : 1.0 / rows;
        }
        double[] expected = {0.5, 0.8, 0.2, 0.35, 0.65};
        for (int i = 0; i < 5; i++) {
            assertThat(kept[i]).isCloseTo(expected[i], within(0.015));
        }
    }
}
