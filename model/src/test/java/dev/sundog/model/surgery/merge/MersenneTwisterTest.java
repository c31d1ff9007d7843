package dev.sundog.model.surgery.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MersenneTwisterTest {
    @Test
    void theTenThousandthNumberIsTheStandards() {
        // ISO C++ [rand.predef]: the 10000th of a default-constructed mt19937, whose seed is 5489.
        MersenneTwister generator = new MersenneTwister(5489);
        for (int i = 1; i < 10_000; i++) {
            generator.nextInt();
        }
        assertThat(Integer.toUnsignedLong(generator.nextInt())).isEqualTo(4_123_659_995L);
    }

    @Test
    void uniformNumbersAreTorchs() {
        // torch.manual_seed(0); torch.rand(3), torch 2.15
        MersenneTwister generator = new MersenneTwister(0);
        assertThat(generator.nextUniform()).isEqualTo(0.49625658988952637f);
        assertThat(generator.nextUniform()).isEqualTo(0.7682217955589294f);
        assertThat(generator.nextUniform()).isEqualTo(0.08847743272781372f);
    }

    @Test
    void advancingIsDrawing() {
        for (long target : new long[] {0, 1, 623, 624, 625, 1248, 5000}) {
            MersenneTwister drawing = new MersenneTwister(1);
            for (long i = 0; i < target; i++) {
                drawing.nextInt();
            }
            MersenneTwister advancing = new MersenneTwister(1);
            advancing.advanceTo(target);
            assertThat(advancing.position()).isEqualTo(drawing.position());
            assertThat(advancing.nextInt()).as("after %d", target).isEqualTo(drawing.nextInt());
        }
    }

    @Test
    void aSequenceIsReadAtAnyPlace() {
        DrawSequence draws = new DrawSequence(9);
        long length = (3L << 20) + 77;
        draws.reserve(length);
        MersenneTwister generator = new MersenneTwister(9);
        float[] numbers = new float[10];
        for (long position : new long[] {length - 10, 0, 10, (1 << 20) - 5, 1 << 21, 20, 5}) {
            draws.uniforms(position, numbers, 10);
            MersenneTwister expected = generator.copy();
            expected.advanceTo(position);
            for (float number : numbers) {
                assertThat(number).as("at %d", position).isEqualTo(expected.nextUniform());
            }
        }
    }
}
