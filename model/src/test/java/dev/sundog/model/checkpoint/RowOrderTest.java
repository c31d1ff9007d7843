package dev.sundog.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

class RowOrderTest {
    @Test
    void interleavesTheHalvesOfEachHead() {
        RowOrder order = new RowOrder(4);
        // two heads of four rows: halves (0 1) (2 3) are stored as 0 2 1 3
        assertThat(LongStream.range(0, 8).map(order::original))
                .containsExactly(0L, 2L, 1L, 3L, 4L, 6L, 5L, 7L);
    }

    @Test
    void storedAndOriginalAreInverse() {
        RowOrder order = new RowOrder(64);
        assertThat(LongStream.range(0, 192).map(row -> order.original(order.stored(row))))
                .containsExactly(LongStream.range(0, 192).boxed().toArray(Long[]::new));
    }
}
