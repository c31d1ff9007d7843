package dev.sundog.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.ObservableModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.prune.Importance;
import dev.sundog.model.surgery.prune.PrunePlan;
import dev.sundog.model.surgery.prune.Pruner;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every family can lose layers, and width where its tensors tell heads and neurons apart. */
class FamilyPruningTest {
    /** Fused projections and experts: refused by name. */
    private static final Set<String> NO_WIDTH =
            Set.of(
                    "mixtral",
                    "phi3",
                    "phi3-longrope",
                    "phi3-partial",
                    "qwen2moe",
                    "qwen2moe-dense",
                    "qwen3moe");

    private static final ThreadTeam TEAM = new ThreadTeam(1);

    @TempDir private Path folder;

    @AfterAll
    static void dismiss() {
        TEAM.close();
    }

    static Stream<String> names() {
        return FamilyGolden.names();
    }

    private static Decoder open(Checkpoint checkpoint) {
        return Decoder.load(checkpoint, KernelProvider.active(), TEAM, ProgressListener.NONE);
    }

    private static Importance measured(Decoder decoder, int[] ids) {
        ObservableModel model =
                (ObservableModel)
                        Proxy.newProxyInstance(
                                ObservableModel.class.getClassLoader(),
                                new Class<?>[] {ObservableModel.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "config" -> decoder.config();
                                            case "observe" -> {
                                                decoder.observe(
                                                        (int[]) arguments[0],
                                                        (LayerObserver) arguments[1]);
                                                yield null;
                                            }
                                            default ->
                                                    throw new IllegalStateException(
                                                            method.getName());
                                        });
        return Importance.measure(model, List.of(ids), ProgressListener.NONE);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFamilyCanLoseLayers(String name) {
        int[] ids = FamilyGolden.read(name).ids();
        try (Checkpoint whole = Checkpoints.open(FamilyGolden.directory(name))) {
            ModelConfig config = whole.config();
            Importance importance = measured(open(whole), ids);
            assertThat(importance.layers()).hasSize(config.layerCount());
            int kept = config.layerCount() - 1;
            PrunePlan plan =
                    PrunePlan.of(
                            config,
                            importance,
                            Optional.of(kept),
                            Optional.empty(),
                            Optional.empty());
            Path out = folder.resolve("shallow");
            Pruner.prune(whole, plan, importance, out, ProgressListener.NONE);
            try (Checkpoint shallow = Checkpoints.open(out)) {
                assertThat(shallow.config().layerCount()).isEqualTo(kept);
                for (int layer = 0; layer < kept; layer++) {
                    assertThat(shallow.config().kind(layer))
                            .isEqualTo(config.kind(plan.layers().layers().get(layer)));
                }
                computes(shallow, ids);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void widthIsLostOrRefusedByName(String name) {
        int[] ids = FamilyGolden.read(name).ids();
        try (Checkpoint whole = Checkpoints.open(FamilyGolden.directory(name))) {
            ModelConfig config = whole.config();
            Importance importance = measured(open(whole), ids);
            int neurons = config.intermediateSize() / 2;
            if (NO_WIDTH.contains(name)) {
                assertThatThrownBy(() -> narrow(whole, importance, neurons))
                        .hasMessageContaining("--layers");
            } else {
                Path out = narrow(whole, importance, neurons);
                try (Checkpoint narrow = Checkpoints.open(out)) {
                    assertThat(narrow.config().intermediateSize()).isEqualTo(neurons);
                    computes(narrow, ids);
                }
            }
        }
    }

    private Path narrow(Checkpoint whole, Importance importance, int neurons) {
        PrunePlan plan =
                PrunePlan.of(
                        whole.config(),
                        importance,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(neurons));
        Path out = folder.resolve("narrow");
        Pruner.prune(whole, plan, importance, out, ProgressListener.NONE);
        return out;
    }

    private static void computes(Checkpoint checkpoint, int[] ids) {
        Decoder decoder = open(checkpoint);
        try (Session session = decoder.openSession(ids.length)) {
            boolean encoder = Architectures.named(checkpoint.config().family()).encoder();
            float[] last =
                    encoder ? session.appendHidden(ids)[ids.length - 1] : session.append(ids);
            for (float value : last) {
                assertThat(value).isFinite();
            }
        }
    }
}
