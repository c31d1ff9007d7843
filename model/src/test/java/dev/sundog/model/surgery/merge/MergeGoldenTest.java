package dev.sundog.model.surgery.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Results of mergekit, made by {@code merge_golden.py}. */
class MergeGoldenTest {
    private static final double TOLERANCE = 1e-6;

    @TempDir private static Path models;

    private final Path temporary;

    MergeGoldenTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @BeforeAll
    static void writeModels() {
        FormulaLlama.writeAll(models);
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in =
                new GZIPInputStream(
                        Objects.requireNonNull(
                                MergeGoldenTest.class.getResourceAsStream("mergekit.json.gz")))) {
            return JsonMapper.builder().build().readTree(in);
        }
    }

    static List<String> names() throws IOException {
        return List.copyOf(golden().propertyNames());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyElementIsThatOfMergekit(String name) throws IOException {
        JsonNode expected = golden().path(name);
        ConfigurationDocument document =
                ConfigurationDocument.parse(expected.path("recipe").stringValue(), name + ".yml");
        MergeRecipe recipe = MergeRecipe.of(document);
        Path out = temporary.resolve("out");
        try (Merger merger =
                Merger.open(recipe, models::resolve, expected.path("seed").longValue())) {
            MergeResult result = merger.write(out, ProgressListener.NONE);
            assertThat(result.tensors()).isEqualTo(expected.path("tensors").size());
        }
        FloatBuffer values =
                ByteBuffer.wrap(Base64.getDecoder().decode(expected.path("values").stringValue()))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        ElementType type =
                switch (expected.path("type").stringValue()) {
                    case "torch.bfloat16" -> ElementType.BF16;
                    case "torch.float16" -> ElementType.F16;
                    default -> ElementType.F32;
                };
        try (Checkpoint merged = Checkpoints.open(out)) {
            List<Integer> order = order(expected.path("vocabulary"), merged);
            for (JsonNode tensor : expected.path("tensors")) {
                TensorInfo info = merged.tensor(tensor.stringValue());
                assertThat(info.type()).as(info.name()).isEqualTo(type);
                float[] found = merged.readAll(info);
                int length = info.rowLength();
                for (int i = 0; i < found.length; i++) {
                    int row = i / length;
                    int at =
                            isVocabulary(info) && row < order.size()
                                    ? order.get(row) * length + i % length
                                    : i;
                    float reference = values.get();
                    assertThat((double) found[at])
                            .as("%s %d", info.name(), i)
                            .isCloseTo(
                                    reference,
                                    within(TOLERANCE * Math.max(1, Math.abs(reference))));
                }
            }
        }
        assertThat(values.hasRemaining()).isFalse();
    }

    private static boolean isVocabulary(TensorInfo info) {
        return info.name().equals("model.embed_tokens.weight")
                || info.name().equals("lm_head.weight");
    }

    /** Ids of the merged model's tokens in the order of the golden's rows. */
    private static List<Integer> order(JsonNode tokens, Checkpoint merged) {
        if (tokens.isEmpty()) {
            return List.of();
        }
        byte[] json = merged.companion("tokenizer.json").orElseThrow();
        TokenizerJson tokenizer = TokenizerJson.of("merged", json);
        assertThat(tokenizer.ids()).hasSize(tokens.size());
        return tokens.valueStream().map(token -> tokenizer.ids().get(token.stringValue())).toList();
    }
}
