package dev.sundog.model.surgery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TinyLlama;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class AdapterExtractorTest {
    private static final String UP = "model.layers.1.mlp.up_proj.weight";
    private static final String NORM = "model.norm.weight";

    private final Path folder;

    AdapterExtractorTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Checkpoint write(String name, TinyLlama model) {
        return Checkpoints.open(model.writeDirectory(folder.resolve(name), ElementType.F32));
    }

    /** Of layer 1's up projection the first row grows by 1 and the second by 1/2 in one column. */
    private Checkpoint changed() {
        TinyLlama model = TinyLlama.random(2, 3);
        float[] up = model.values(UP);
        for (int i = 0; i < 32; i++) {
            up[i] += 1;
        }
        up[32 + 5] += 0.5f;
        model.values(NORM)[0] += 1;
        return write("model", model);
    }

    @Test
    void whatWasAddedIsFoundAndMergedAgain() {
        Path out = folder.resolve("adapter");
        Path merged = folder.resolve("merged");
        try (Checkpoint base = write("base", TinyLlama.random(2, 3));
                Checkpoint model = changed()) {
            AdapterExtractor.Result result =
                    AdapterExtractor.extract(base, model, out, 2, ProgressListener.NONE);
            assertThat(result.adapted()).as("up of both layers").isEqualTo(2);
            assertThat(result.relativeError()).isLessThan(1e-3);
            assertThat(result.left()).containsExactly(NORM);
            try (LowRankAdapter adapter = LowRankAdapter.open(out)) {
                AdapterMerger.merge(base, adapter, merged, false, ProgressListener.NONE);
            }
            try (Checkpoint again = Checkpoints.open(merged)) {
                TensorInfo up = model.tensor(UP);
                assertThat(again.readAll(again.tensor(UP)))
                        .containsExactly(model.readAll(up), within(1e-5f));
            }
        }
    }

    /** The singular values are those of two nearly orthogonal rows: about √32 and 1/2. */
    @Test
    void aSmallerRankMissesTheSmallerPart() {
        try (Checkpoint base = write("base", TinyLlama.random(2, 3));
                Checkpoint model = changed()) {
            double error =
                    AdapterExtractor.extract(
                                    base, model, folder.resolve("out"), 1, ProgressListener.NONE)
                            .relativeError();
            assertThat(error).isCloseTo(0.5 / Math.sqrt(32.25), within(0.01));
        }
    }

    @Test
    void projectionsThatAreNotWantedAreLeft() {
        try (Checkpoint base = write("base", TinyLlama.random(2, 3));
                Checkpoint model = changed()) {
            assertThatThrownBy(
                            () ->
                                    AdapterExtractor.extract(
                                            base,
                                            model,
                                            folder.resolve("out"),
                                            1,
                                            List.of("up"),
                                            ProgressListener.NONE))
                    .hasMessageContaining("unknown projection 'up'; known: down_proj");
            assertThatThrownBy(
                            () ->
                                    AdapterExtractor.extract(
                                            base,
                                            model,
                                            folder.resolve("out"),
                                            1,
                                            List.of("q_proj"),
                                            ProgressListener.NONE))
                    .hasMessageContaining("no projection");
            AdapterExtractor.Result result =
                    AdapterExtractor.extract(
                            base,
                            model,
                            folder.resolve("out"),
                            1,
                            List.of("up_proj", "q_proj"),
                            ProgressListener.NONE);
            assertThat(result.adapted()).isEqualTo(2);
        }
    }

    @Test
    void whatCannotBeExtractedIsSaid() {
        try (Checkpoint base = write("base", TinyLlama.random(2, 3));
                Checkpoint deep = write("deep", TinyLlama.random(3, 3));
                Checkpoint model = changed()) {
            assertRefused(base, base, 2, "no projection");
            assertRefused(base, deep, 2, "layers.2.");
            assertRefused(deep, base, 2, "other layers");
            assertRefused(base, model, 17, "rank 17, expected 1 to 16");
            assertRefused(base, model, 0, "rank 0");
        }
    }

    private void assertRefused(Checkpoint base, Checkpoint model, int rank, String message) {
        assertThatThrownBy(
                        () ->
                                AdapterExtractor.extract(
                                        base,
                                        model,
                                        folder.resolve("refused"),
                                        rank,
                                        ProgressListener.NONE))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(message);
    }
}
