package dev.sundog.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.training.torch.Goldens;
import dev.sundog.training.torch.ParameterLayout;

import org.junit.jupiter.api.Test;

import java.util.List;

class TrainableRangesTest {
    private final ParameterLayout layout = ParameterLayout.of(Goldens.tiny(true, false));

    @Test
    void allOfIt() {
        assertThat(count(List.of())).isEqualTo(layout.count());
        assertThat(TrainableRanges.of(layout, List.of()).blocks().getFirst().decayed()).isTrue();
        assertThat(TrainableRanges.of(layout, List.of()).blocks().getLast().decayed()).isFalse();
    }

    @Test
    void frozenTensorsAreLeftOut() {
        assertThat(count(List.of("*norm.weight"))).isEqualTo(layout.decayedCount());
        assertThat(count(List.of("model.layers.0.*", "model.embed_tokens.weight")))
                .isEqualTo(2 * 64 * 64 + 2 * 32 * 64 + 3 * 48 * 64 + 3 * 64);
    }

    @Test
    void aPatternThatMatchesNothingIsAMistake() {
        assertThatThrownBy(() -> count(List.of("model.layer.0.*")))
                .hasMessageContaining("model.layer.0.*");
        assertThatThrownBy(() -> count(List.of("*"))).hasMessageContaining("every tensor");
    }

    private long count(List<String> frozen) {
        return TrainableRanges.of(layout, frozen).blocks().stream()
                .mapToLong(range -> range.to() - range.from())
                .sum();
    }
}
