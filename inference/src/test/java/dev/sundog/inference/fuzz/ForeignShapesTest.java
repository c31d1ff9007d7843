package dev.sundog.inference.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.inference.TinyModels;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.CheckpointFormat;
import dev.sundog.model.surgery.Converter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Shapes that other converters write. */
class ForeignShapesTest {
    private static final String NAME = "model.layers.0.mlp.shared_expert_gate.weight";

    @TempDir private Path folder;

    /** llama.cpp's converter has kept it since it no longer squeezes the shared expert's gate. */
    @Test
    void aDimensionOfOneMayBeKept() throws IOException {
        Path file = folder.resolve("m.gguf");
        try (Checkpoint source = Checkpoints.open(TinyModels.path("families/qwen2moe"))) {
            Converter.convert(
                    source, file, CheckpointFormat.GGUF, Optional.empty(), ProgressListener.NONE);
            GgufImage image = new GgufImage(Files.readAllBytes(file));
            int changed = 0;
            for (int i = 0; i < image.claims.size(); i++) {
                GgufImage.Claim claim = image.claims.get(i);
                if (claim.name().endsWith("ffn_gate_inp_shexp.weight")) {
                    long[] kept = {claim.dimensions()[0], 1};
                    image.claims.set(
                            i,
                            new GgufImage.Claim(claim.name(), kept, claim.type(), claim.offset()));
                    changed++;
                }
            }
            assertThat(changed).isPositive();
            Files.write(file, image.bytes());
            try (Checkpoint read = Checkpoints.open(file)) {
                assertThat(read.tensor(NAME).shape()).isEqualTo(source.tensor(NAME).shape());
                assertThat(read.readAll(read.tensor(NAME)))
                        .containsExactly(source.readAll(source.tensor(NAME)));
            }
        }
    }
}
