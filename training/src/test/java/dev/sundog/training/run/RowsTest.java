package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.run.StepRows.Piece;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class RowsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 64, 65, 1000})
    void anEpochIsAPermutationThatDependsOnSeedAndEpochOnly(long size) {
        DataOrder order = new DataOrder(3, size, true);
        long[] epoch = epoch(order, 4);
        assertThat(epoch).containsExactly(epoch(new DataOrder(3, size, true), 4));
        assertThat(LongStream.of(epoch).sorted().toArray())
                .containsExactly(LongStream.range(0, size).toArray());
        if (size >= 64) {
            assertThat(epoch).isNotEqualTo(epoch(order, 5));
            assertThat(epoch).isNotEqualTo(epoch(new DataOrder(4, size, true), 4));
        }
        assertThat(epoch(new DataOrder(3, size, false), 4))
                .containsExactly(LongStream.range(0, size).toArray());
    }

    private static long[] epoch(DataOrder order, long epoch) {
        return LongStream.range(0, order.size()).map(p -> order.sample(epoch, p)).toArray();
    }

    @Test
    void aRowIsTheSameWhateverWasAskedBefore() {
        SampleSource source = TinyRuns.ragged(50);
        Rows walked = rows(source, true);
        for (long epoch = 0; epoch < 3; epoch++) {
            for (long row = 0; row < walked.count(epoch); row++) {
                walked.row(epoch, row);
            }
        }
        assertThat(rows(source, true).row(2, 7)).isEqualTo(walked.row(2, 7));
    }

    @Test
    void everyTokenButTheFirstIsPredictedOnceAnEpoch() {
        SampleSource source = TinyRuns.ragged(50);
        for (boolean packing : new boolean[] {true, false}) {
            Rows rows = rows(source, packing);
            int[] predicted = new int[50];
            for (long row = 0; row < rows.count(0); row++) {
                List<Piece> pieces = rows.row(0, row);
                assertThat(pieces.stream().mapToInt(Piece::length).sum()).isBetween(1, 16);
                assertThat(packing || pieces.size() == 1).isTrue();
                pieces.forEach(piece -> predicted[(int) piece.sample()] += piece.length());
            }
            for (int i = 0; i < 50; i++) {
                assertThat(predicted[i]).isEqualTo(source.length(i) - 1);
            }
        }
    }

    @Test
    void longSamplesAreCutAndOverlapByOneToken() {
        SampleSource one = single(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Rows rows = new Rows(one, new DataOrder(0, 1, true), 4, true);
        assertThat(rows.count(0)).isEqualTo(3);
        assertThat(rows.row(0, 1)).containsExactly(new Piece(0, 4, 8));
        MicroBatch batch = rows.microBatch(List.of(rows.row(0, 1), rows.row(0, 2)));
        assertThat(batch.inputs()).containsExactly(4, 5, 6, 7, 8);
        assertThat(batch.targets()).containsExactly(5, 6, 7, 8, 9);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 3, 0);
    }

    /** Ten one-row samples in steps of four: across epochs 4 + 4 + 4, within them 4 + 4 + 2. */
    @Test
    void stepsGoAcrossEpochsOrEndWithThem() {
        SampleSource ten =
                SampleSource.of(IntStream.range(0, 10).mapToObj(i -> Sample.ofText(i, i)).toList());
        Rows rows = new Rows(ten, new DataOrder(0, 10, false), 8, false);
        StepPlan across = new StepPlan(rows, 4, true, 2);
        StepPlan within = new StepPlan(rows, 4, false, 2);

        assertThat(samples(across, 2)).containsExactly(8L, 9L, 0L, 1L);
        assertThat(samples(within, 2)).containsExactly(8L, 9L);
        assertThat(samples(within, 3)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(across.stepsOfEpoch()).isEqualTo(2.5);
        assertThat(within.stepsOfEpoch()).isEqualTo(3);
        assertThat(within.groups(0)).hasSize(2); // a group for each lane
    }

    private static List<Long> samples(StepPlan plan, long step) {
        return plan.groups(step).stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .map(Piece::sample)
                .toList();
    }

    private static SampleSource single(int... ids) {
        return new SampleSource() {
            @Override
            public long size() {
                return 1;
            }

            @Override
            public Sample sample(long index) {
                return Sample.ofText(ids);
            }
        };
    }

    private static Rows rows(SampleSource source, boolean packing) {
        return new Rows(source, new DataOrder(9, source.size(), true), 16, packing);
    }
}
