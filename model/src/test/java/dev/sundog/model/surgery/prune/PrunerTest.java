package dev.sundog.model.surgery.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TinyLlama;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** On a model of 3 layers, 4 heads of 8 on 2 keys and values, 64 neurons. */
class PrunerTest {
    private static final String LAYER = "model.layers.%d.%s.weight";

    private final Path folder;

    PrunerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Checkpoint model() {
        TinyLlama.random(3, 1).writeDirectory(folder.resolve("base"), ElementType.F32);
        return Checkpoints.open(folder.resolve("base"));
    }

    /**
     * Layer 1 matters least; in layer l, heads 3 and (l mod 3) most, odd neurons more than even.
     */
    private static Importance importance() {
        double[][] heads = {{5, 1, 2, 9}, {1, 5, 2, 9}, {4, 3, 5, 9}};
        double[][] neurons = new double[3][64];
        for (int layer = 0; layer < 3; layer++) {
            for (int neuron = 0; neuron < 64; neuron++) {
                neurons[layer][neuron] = neuron % 2 == 0 ? 0.1 : 1 + neuron;
            }
        }
        return new Importance(new double[] {0.5, 0.1, 0.4}, heads, neurons, 7);
    }

    private static PrunePlan plan(ModelConfig config, int layers, int heads, int neurons) {
        return PrunePlan.of(
                config,
                importance(),
                Optional.of(layers),
                Optional.of(heads),
                Optional.of(neurons));
    }

    @Test
    void theMostImportantPartsStay() {
        try (Checkpoint base = model()) {
            PrunePlan plan = plan(base.config(), 2, 2, 16);
            assertThat(plan.layers().layers()).containsExactly(0, 2);
            assertThat(plan.keyValueHeadCount()).isEqualTo(2);
            assertThat(plan.heads().get(0)).containsExactly(0, 3);
            assertThat(plan.heads().get(1)).containsExactly(1, 3);
            assertThat(plan.neurons().get(0)).hasSize(16).startsWith(33, 35).endsWith(61, 63);
        }
    }

    @Test
    void headsThatShareKeysMayGoByGroups() {
        TinyLlama.random(wide(), 1).writeDirectory(folder.resolve("wide"), ElementType.F32);
        try (Checkpoint base = Checkpoints.open(folder.resolve("wide"))) {
            double[][] heads = {{1, 1, 9, 9, 2, 2}};
            Importance importance = new Importance(new double[] {1}, heads, new double[1][64], 1);
            PrunePlan plan =
                    PrunePlan.of(
                            base.config(),
                            importance,
                            Optional.empty(),
                            Optional.of(4),
                            Optional.empty());
            assertThat(plan.keyValueHeads().getFirst()).containsExactly(1, 2);
            assertThat(plan.heads().getFirst()).containsExactly(2, 3, 4, 5);
            assertThatThrownBy(
                            () ->
                                    PrunePlan.check(
                                            base.config(),
                                            Optional.empty(),
                                            Optional.of(5),
                                            Optional.empty()))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("a multiple of 3 or of 2");
        }
    }

    private static tools.jackson.databind.node.ObjectNode wide() {
        var config = TinyLlama.config(1);
        config.put("num_attention_heads", 6);
        config.put("num_key_value_heads", 3);
        return config;
    }

    @Test
    void rowsAndColumnsAreThoseOfThePlan() {
        Path out = folder.resolve("out");
        try (Checkpoint base = model()) {
            PrunePlan plan = plan(base.config(), 2, 2, 16);
            Pruner.Result result =
                    Pruner.prune(base, plan, importance(), out, ProgressListener.NONE);
            assertThat(result.layers()).isEqualTo(2);
            try (Checkpoint small = Checkpoints.open(out)) {
                assertThat(small.config().headCount()).isEqualTo(2);
                assertThat(small.config().headSize()).isEqualTo(8);
                assertThat(small.config().intermediateSize()).isEqualTo(16);
                assertThat(small.lineage())
                        .containsExactly(
                                new LayerOrigin(0, "base", 0), new LayerOrigin(1, "base", 2));
                assertThat(small.tensors().stream().mapToLong(t -> t.elementCount()).sum())
                        .isEqualTo(result.parameters());
                int neuron = plan.neurons().get(2).get(5);
                assertThat(row(small, 1, "mlp.up_proj", 5))
                        .isEqualTo(row(base, 2, "mlp.up_proj", neuron));
                assertThat(row(small, 1, "mlp.down_proj", 7)[5])
                        .isEqualTo(row(base, 2, "mlp.down_proj", 7)[neuron]);
                int head = plan.heads().get(2).get(1);
                assertThat(row(small, 1, "self_attn.q_proj", 8 + 3))
                        .isEqualTo(row(base, 2, "self_attn.q_proj", head * 8 + 3));
                assertThat(row(small, 1, "self_attn.o_proj", 4)[8 + 3])
                        .isEqualTo(row(base, 2, "self_attn.o_proj", 4)[head * 8 + 3]);
                assertThat(row(small, 0, "self_attn.k_proj", 9))
                        .isEqualTo(row(base, 0, "self_attn.k_proj", 9));
            }
        }
        Manifest manifest = Manifest.read(out).orElseThrow();
        assertThat(manifest.kind()).isEqualTo("prune");
        assertThat(manifest.config().path("blockInfluence")).hasSize(3);
        assertThat(manifest.inputs()).hasSize(2);
    }

    private static float[] row(Checkpoint model, int layer, String name, int row) {
        var tensor = model.tensor(LAYER.formatted(layer, name));
        float[] values = new float[tensor.rowLength()];
        model.readRows(tensor, row, 1, values, 0);
        return values;
    }

    @Test
    void sizesThatTheModelDoesNotHaveAreRefused() {
        try (Checkpoint base = model()) {
            for (int[] sizes : new int[][] {{4, 4, 64}, {0, 4, 64}, {3, 3, 64}, {3, 4, 65}}) {
                assertThatThrownBy(() -> plan(base.config(), sizes[0], sizes[1], sizes[2]))
                        .isInstanceOfSatisfying(
                                SundogException.class,
                                e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.USER));
            }
        }
    }
}
