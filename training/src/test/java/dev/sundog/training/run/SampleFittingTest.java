package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.run.TrainingConfig.Overlong;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class SampleFittingTest {
    @Test
    void longSamplesLoseTheirEndAndAreCounted() {
        SampleFitting fitting = new SampleFitting(5, Overlong.TRUNCATE);
        Sample whole = sample(5, 2);
        assertThat(fitting.fit(whole)).containsSame(whole);
        assertThat(fitting.fit(sample(8, 2)).orElseThrow().ids()).containsExactly(0, 1, 2, 3, 4);
        assertThat(fitting.fit(sample(8, 5))).as("no token left that counts").isEmpty();
        assertThat(fitting.fit(sample(3, 3))).as("no token that counts").isEmpty();
        assertThat(fitting.kept()).isEqualTo(2);
        assertThat(fitting.notices())
                .containsExactly(
                        "data: 1 of 4 samples truncated to sequence 5",
                        "data: 2 of 4 samples dropped: no token that counts in the loss within"
                                + " sequence 5");
    }

    @Test
    void orAreDropped() {
        SampleFitting fitting = new SampleFitting(5, Overlong.DROP);
        assertThat(fitting.fit(sample(6, 2))).isEmpty();
        assertThat(fitting.fit(new PreferencePair(sample(4, 2), sample(6, 2)))).isEmpty();
        assertThat(fitting.notices())
                .containsExactly("data: 2 of 2 samples dropped: longer than sequence 5");
    }

    @Test
    void pairsNeedADifferenceAndTwoCompletions() {
        SampleFitting fitting = new SampleFitting(5, Overlong.TRUNCATE);
        assertThat(fitting.fit(new PreferencePair(sample(4, 2), sample(4, 2)))).isEmpty();
        assertThat(fitting.fit(new PreferencePair(sample(4, 2), sample(9, 5)))).isEmpty();
        assertThat(fitting.fit(new PreferencePair(sample(4, 2), sample(9, 2)))).isPresent();
        assertThat(fitting.notices())
                .containsExactly(
                        "data: 1 of 3 samples truncated to sequence 5",
                        "data: 1 of 3 samples dropped: no token that counts in the loss within"
                                + " sequence 5",
                        "data: 1 of 3 samples dropped: chosen equals rejected");
    }

    private static Sample sample(int length, int prompt) {
        int[] ids = new int[length];
        boolean[] counted = new boolean[length];
        Arrays.setAll(ids, i -> i);
        Arrays.fill(counted, prompt, length, true);
        return new Sample(ids, counted);
    }
}
