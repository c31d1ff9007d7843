package dev.sundog.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

class RecoveryTest {
    private static final OptionalInt BOS = OptionalInt.of(0);
    private static final BigramModel BASE =
            new BigramModel(BOS, new double[] {0.5, 0.5}, new double[] {0.5, 0.5});
    private static final BigramModel MODEL =
            new BigramModel(BOS, new double[] {0.25, 0.75}, new double[] {0.25, 0.75});

    private final Path folder;

    RecoveryTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static RecoveryResult measure(BigramModel model, List<BaseSample> samples) {
        return Recovery.measure(BASE, model, samples, 1, ProgressListener.NONE);
    }

    /**
     * Over a, b (after the start): the model gives ¼ · ¾, so perplexity √(16/3); the base 2. KL is
     * ½ ln(½ / ¼) + ½ ln(½ / ¾) = ½ ln(4/3) at every position.
     */
    @Test
    void perplexityAndDivergenceByHand() {
        List<BaseSample> samples =
                List.of(
                        new BaseSample(0, 1, List.of(0, 0, 1), "ab"),
                        new BaseSample(1, 1, List.of(0, 1, 0), "ba"));
        RecoveryResult result = measure(MODEL, samples);
        assertThat(result.basePerplexity().value()).isEqualTo(2, within(1e-6));
        assertThat(result.perplexity().value()).isEqualTo(Math.sqrt(16 / 3.0), within(1e-6));
        assertThat(result.divergence().value()).isEqualTo(0.5 * Math.log(4 / 3.0), within(1e-6));
        assertThat(result.divergence().low()).isEqualTo(result.divergence().high(), within(1e-6));
        assertThat(result.agreement().value())
                .as("the base is undecided and takes the first")
                .isZero();
        assertThat(result.perplexity().n()).isEqualTo(2);
    }

    @Test
    void theBaseHasRecoveredFully() {
        List<BaseSample> samples =
                BaseSamples.sample(BASE, List.of(), 5, 40, 3, ProgressListener.NONE);
        RecoveryResult result = measure(BASE, samples);
        assertThat(result.divergence().value()).isZero();
        assertThat(result.agreement().value()).isEqualTo(1);
        assertThat(result.perplexity()).isEqualTo(result.basePerplexity());
        assertThat(result.compare(measure(MODEL, samples)).difference()).isPositive();
        assertThat(result.compare(result).verdict(false)).isEqualTo(Verdict.TIED);
    }

    /** Each a is followed by b and each b by a with 0.9: about 90 % of 2000 pairs differ. */
    @Test
    void samplesFollowTheModel() {
        BigramModel alternating =
                new BigramModel(BOS, new double[] {0.1, 0.9}, new double[] {0.9, 0.1});
        List<BaseSample> samples =
                BaseSamples.sample(alternating, List.of(), 40, 50, 7, ProgressListener.NONE);
        assertThat(samples).hasSize(40).allMatch(s -> s.tokenCount() == 50 && s.ids().get(0) == 0);
        int changes = 0;
        for (BaseSample sample : samples) {
            for (int i = 1; i <= 50; i++) {
                changes += sample.ids().get(i - 1).equals(sample.ids().get(i)) ? 0 : 1;
            }
        }
        assertThat(changes / 2000.0).isEqualTo(0.9, within(0.02));
        assertThat(BaseSamples.sample(alternating, List.of(), 40, 50, 7, ProgressListener.NONE))
                .isEqualTo(samples);
        assertThat(BaseSamples.sample(alternating, List.of(), 40, 50, 8, ProgressListener.NONE))
                .isNotEqualTo(samples);
        assertThat(samples.get(0).text()).hasSize(50).matches("[ab]+");
    }

    @Test
    void samplesAreWrittenAndRead() throws IOException {
        List<BaseSample> samples =
                BaseSamples.sample(BASE, List.of(), 2, 3, 3, ProgressListener.NONE);
        Path file = folder.resolve("base-samples.jsonl");
        BaseSamples.write(samples, file);
        assertThat(BaseSamples.read(file)).isEqualTo(samples);
        Files.writeString(file, "{\"number\":0,\"given\":1,\"ids\":[1],\"text\":\"\"}\n");
        assertThatThrownBy(() -> BaseSamples.read(file))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("base-samples.jsonl:1: expected at least one given");
    }

    @Test
    void modelsThatDoNotFitAreRefused() {
        BigramModel three =
                new BigramModel(
                        BOS, Collections.nCopies(3, new double[3]).toArray(double[][]::new));
        List<BaseSample> samples = List.of(new BaseSample(0, 1, List.of(0, 1), "b"));
        assertThatThrownBy(() -> measure(three, samples)).hasMessageContaining("one tokenizer");
        assertThatThrownBy(() -> measure(MODEL, List.of(new BaseSample(4, 1, List.of(0, 9), "?"))))
                .hasMessageContaining("sample 4 has token 9");
        BigramModel broken =
                new BigramModel(
                        BOS, new double[] {Double.NaN, 0.5}, new double[] {Double.NaN, 0.5});
        assertThatThrownBy(() -> measure(broken, samples)).hasMessageContaining("broken");
        assertThatThrownBy(
                        () -> BaseSamples.sample(BASE, List.of(), 1, 64, 1, ProgressListener.NONE))
                .hasMessageContaining("context of 64");
        BigramModel headless =
                new BigramModel(
                        OptionalInt.empty(), new double[] {0.5, 0.5}, new double[] {0.5, 0.5});
        assertThatThrownBy(
                        () ->
                                BaseSamples.sample(
                                        headless, List.of(), 1, 4, 1, ProgressListener.NONE))
                .hasMessageContaining("neither a BOS nor an EOS");
    }
}
