package dev.sundog.model.surgery.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class TrimTest {
    private static List<Integer> kept(double density, float... values) {
        Trim trim =
                Trim.of(
                        visitor -> {
                            for (int i = 0; i < values.length; i++) {
                                visitor.element(i, values[i]);
                            }
                        },
                        values.length,
                        density);
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (trim.keeps(i, values[i])) {
                kept.add(i);
            }
        }
        return kept;
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
}
