package dev.sundog.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.Rope;

import org.junit.jupiter.api.Test;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Files that transformers and gguf-py wrote ({@code src/test/python/make_checkpoints.py}). */
class ReferenceFilesTest {
    private static Path resource(String name) throws URISyntaxException {
        return Path.of(ReferenceFilesTest.class.getResource(name).toURI());
    }

    @Test
    void bothFormatsSayTheSame() throws URISyntaxException {
        try (Checkpoint directory = Checkpoints.open(resource("reference"));
                Checkpoint gguf = Checkpoints.open(resource("reference.gguf"))) {
            assertThat(gguf.config()).isEqualTo(directory.config());
            assertThat(gguf.tensors())
                    .extracting(TensorInfo::name)
                    .containsExactlyElementsOf(
                            directory.tensors().stream().map(TensorInfo::name).toList());
            for (TensorInfo tensor : directory.tensors()) {
                assertThat(gguf.readAll(gguf.tensor(tensor.name())))
                        .as(tensor.name())
                        .isEqualTo(directory.readAll(tensor));
            }
        }
    }

    @Test
    void readsTheConfigurationThatTransformersWrote() throws URISyntaxException {
        try (Checkpoint checkpoint = Checkpoints.open(resource("reference"))) {
            assertThat(checkpoint.config().rope()).isEqualTo(new Rope.Linear(50000, 2));
            assertThat(checkpoint.config().attentionBias()).isTrue();
            assertThat(checkpoint.config().tiedEmbeddings()).isFalse();
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2, 3);
            assertThat(checkpoint.config().bosTokenId()).hasValue(1);
            // 2 x (4 projections, 4 biases, 3 feed-forward, 2 norms), embedding, norm, head
            assertThat(checkpoint.tensors()).hasSize(2 * 13 + 3);
            assertThat(checkpoint.tensor("model.layers.1.self_attn.k_proj.weight"))
                    .isEqualTo(
                            new TensorInfo(
                                    "model.layers.1.self_attn.k_proj.weight",
                                    ElementType.BF16,
                                    java.util.List.of(16L, 32L)));
        }
    }

    @Test
    void rowsAreTheStoredBytesInHuggingFaceOrder() throws URISyntaxException {
        try (Checkpoint checkpoint = Checkpoints.open(resource("reference.gguf"))) {
            for (TensorInfo tensor : checkpoint.tensors()) {
                float[] all = checkpoint.readAll(tensor);
                int length = tensor.rowLength();
                for (int row = 0; row < tensor.rowCount(); row++) {
                    float[] one = new float[length];
                    BlockCodec.of(tensor.type())
                            .decode(checkpoint.row(tensor, row), 0, one, 0, length);
                    float[] part = new float[length];
                    checkpoint.readRows(tensor, row, 1, part, 0);
                    assertThat(one).as(tensor.name()).isEqualTo(part);
                    assertThat(part)
                            .isEqualTo(
                                    java.util.Arrays.copyOfRange(
                                            all, row * length, (row + 1) * length));
                }
            }
        }
    }
}
