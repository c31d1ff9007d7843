package dev.sundog.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jdk.incubator.vector.FloatVector;

import org.junit.jupiter.api.Test;

class VectorMathTest {
    @Test
    void exponentialIsWithinTwoUnitsInTheLastPlace() {
        for (float x = -70; x <= 80; x += 0.0371f) {
            float expected = (float) StrictMath.exp(x);
            assertThat(exp(x)).isCloseTo(expected, within(2.5f * Math.ulp(expected)));
        }
    }

    @Test
    void exponentialOfWhatIsOutOfRange() {
        assertThat(exp(Float.NEGATIVE_INFINITY)).isBetween(0f, 1e-30f);
        assertThat(exp(0)).isEqualTo(1);
        assertThat(exp(Float.NaN)).isNaN();
        assertThat(exp(1000)).isBetween(1e34f, Float.MAX_VALUE);
    }

    @Test
    void sumIsThatOfAllLanes() {
        float[] lanes = new float[FloatVector.SPECIES_256.length()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = 1 << i;
        }
        FloatVector vector = FloatVector.fromArray(FloatVector.SPECIES_256, lanes, 0);
        assertThat(VectorMath.sum(vector)).isEqualTo(255);
    }

    private static float exp(float x) {
        return VectorMath.exp(FloatVector.broadcast(FloatVector.SPECIES_256, x)).lane(3);
    }
}
