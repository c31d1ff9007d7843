package dev.sundog.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class CrossEntropyTest {
    /** Logits 0 but for ln 3 at the target: softmax is 3/(n+2) there and 1/(n+2) elsewhere. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 17, 61, 256})
    void handDerived(int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rows = arena.allocate(ValueLayout.JAVA_FLOAT, 2L * size);
            int target = size / 2;
            rows.setAtIndex(ValueLayout.JAVA_FLOAT, size + target, (float) Math.log(3));

            double loss = CrossEntropy.lossAndGradient(rows, size, size, target, 0.5f);

            assertThat(loss).isCloseTo(Math.log((size + 2) / 3.0), within(1e-6));
            for (int i = 0; i < size; i++) {
                double softmax = (i == target ? 3.0 : 1.0) / (size + 2);
                double expected = 0.5 * (softmax - (i == target ? 1 : 0));
                assertThat((double) rows.getAtIndex(ValueLayout.JAVA_FLOAT, size + i))
                        .isCloseTo(expected, within(1e-6));
                assertThat(rows.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isZero();
            }
        }
    }
}
