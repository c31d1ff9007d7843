package dev.sundog.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.training.adapter.AdapterSettings;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.Precision;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class TrainingChecksTest {
    private final StartingPoint start =
            new StartingPoint.RandomWeights(
                    Goldens.tiny(true, false), new JsonMapper().createObjectNode(), Map.of());

    @Test
    void whatIsNotThereYetIsRefusedByName() {
        TrainingConfig config =
                TinyRuns.with(
                        TinyRuns.config(1, 0),
                        "evaluate",
                        new TrainingConfig.Evaluation(1, List.of("facts")));
        TrainingSet set = new TrainingSet.Documents(TinyRuns.rows());
        assertThatThrownBy(() -> TrainingChecks.check(config, start, set))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("evaluate.tasks is not available yet");
    }

    @Test
    void tokensOfAnotherModelAreRefused() {
        SampleSource foreign =
                new SampleSource() {
                    @Override
                    public long size() {
                        return 1;
                    }

                    @Override
                    public Sample sample(long index) {
                        return Sample.ofText(1, 61);
                    }
                };
        assertThatThrownBy(
                        () ->
                                TrainingChecks.check(
                                        TinyRuns.config(1, 0),
                                        start,
                                        new TrainingSet.Documents(foreign)))
                .hasMessageContaining("Sample 0")
                .hasMessageContaining("61")
                .hasMessageContaining("0 to 60");
    }

    @Test
    void aModelThatCannotFitIsRefusedBeforeAnythingIsAllocated() {
        MemoryPlan plan =
                new MemoryPlan(4L << 40, 4L << 40, 8L << 40, 1L << 30, 0, 24_000_000_000L);
        assertThatThrownBy(plan::requireFit)
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.RESOURCE))
                .hasMessageContaining("24.00 GB");
    }

    @Test
    void thePlanOfAnAdapterByHand() {
        AdapterSettings adapter =
                new AdapterSettings(4, 8, List.of("q_proj", "v_proj"), Optional.empty());
        MemoryPlan plan =
                MemoryPlan.of(
                        Goldens.tiny(true, false),
                        Precision.F32,
                        2,
                        10,
                        false,
                        Optional.of(adapter));
        long all = 61 * 64 + 2 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 48 * 64 + 2 * 64) + 64;
        long trained = 2 * 4 * (64 + 64 + 64 + 32);
        long adapted = 2 * (64 * 64 + 32 * 64);
        assertThat(plan.parameters()).isEqualTo(4 * (all + trained + adapted));
        assertThat(plan.gradients()).isEqualTo(2 * 4 * trained);
        assertThat(plan.moments()).isEqualTo(8 * trained);
    }

    @Test
    void thePlanOfATinyModelByHand() {
        MemoryPlan plan =
                MemoryPlan.of(
                        Goldens.tiny(true, false), Precision.BF16, 2, 10, true, Optional.empty());
        // 61·64 + 2·(2·64² + 2·32·64 + 3·48·64 + 2·64) + 64 parameters
        long count = 61 * 64 + 2 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 48 * 64 + 2 * 64) + 64;
        assertThat(plan.parameters()).isEqualTo(6 * count);
        assertThat(plan.gradients()).isEqualTo(2 * 6 * count);
        assertThat(plan.moments()).isEqualTo(8 * count);
        assertThat(plan.reference()).isEqualTo(4 * count);
        assertThat(plan.total()).isGreaterThan(26 * count);
    }
}
