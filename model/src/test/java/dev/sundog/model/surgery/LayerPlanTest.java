package dev.sundog.model.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;

import java.util.List;

class LayerPlanTest {
    @Test
    void solarDropsTheLastOfTheFirstCopyAndTheFirstOfTheLast() {
        assertThat(LayerPlan.solar(6, 2).layers()).containsExactly(0, 1, 2, 3, 2, 3, 4, 5);
        LayerPlan paper = LayerPlan.solar(32);
        assertThat(paper.layers()).hasSize(48).startsWith(0, 1).endsWith(30, 31);
        assertThat(paper.layers().subList(23, 25)).containsExactly(23, 8);
        // 30 / 4 = 7.5 is rounded up
        assertThat(LayerPlan.solar(30).layers()).hasSize(44);
    }

    @Test
    void interleavedLayersAreFollowedByTheirCopies() {
        LayerPlan plan = LayerPlan.interleave(4, 1, 2);
        assertThat(plan.layers()).containsExactly(0, 1, 1, 2, 2, 3);
        assertThat(plan.copies()).containsExactly(false, false, true, false, true, false);
        assertThat(LayerPlan.interleave(30, 8, 21).layers()).hasSize(44);
    }

    @Test
    void slicesAreHalfOpen() {
        LayerPlan plan =
                LayerPlan.slices(
                        30, List.of(new LayerPlan.Slice(0, 24), new LayerPlan.Slice(6, 30)));
        assertThat(plan).isEqualTo(LayerPlan.solar(30, 6));
    }

    @Test
    void wrongPlansAreNamed() {
        assertThatThrownBy(() -> LayerPlan.solar(4, 4))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("--drop 4")
                .hasMessageContaining("0 to 3");
        assertThatThrownBy(() -> LayerPlan.interleave(4, 2, 4))
                .hasMessageContaining("--interleave 2-4");
        assertThatThrownBy(() -> LayerPlan.slices(4, List.of(new LayerPlan.Slice(3, 3))))
                .hasMessageContaining("slice 3-3");
        assertThatThrownBy(() -> LayerPlan.slices(4, List.of())).hasMessageContaining("no slice");
        assertThatThrownBy(() -> new LayerPlan(4, List.of(0, 4)))
                .hasMessageContaining("layer 4 does not exist");
    }
}
