package dev.sundog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.cli.recipe.EngineReference;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.language.Session;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.FusedLlama;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.Precision;
import dev.sundog.training.torch.TorchLlama;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The trainer and the engine are two implementations of one formula: the same F32 weights give the
 * same logits, so what is trained is what is served.
 */
class TrainerEngineParityTest {
    private static final float TOLERANCE = 1e-3f;
    private static final List<String> TEXTS =
            List.of(
                    "Anna lives in the town of Rosby, and her best friend is Ben.",
                    "안나가 사는 마을은 바닷가에 있습니다.",
                    "アンナが住んでいる町は、海のそばにあります。",
                    "Once");

    @TempDir private static Path folder;
    private static Path base = Path.of("");

    @BeforeAll
    static void dequantise() {
        base = folder.resolve("base");
        CommandRun.done("convert", "pico-base", base, "--type", "F32", "--quiet");
    }

    @Test
    void theBaseHasTheSameLogits() {
        assertParity(base);
    }

    @Test
    void anUpscaledModelHasTheSameLogits() {
        Path deeper = folder.resolve("deeper");
        CommandRun.done("upscale", base, deeper, "--drop", 2, "--quiet");

        assertParity(deeper);
    }

    /** What alignment takes as its reference is what the trainer itself would have computed. */
    @Test
    void sequencesHaveTheSameLogProbability() {
        try (Checkpoint checkpoint = Checkpoints.open(base);
                Tokenizer tokenizer = checkpoint.openTokenizer();
                Parameters parameters = Parameters.of(checkpoint, Precision.F32);
                Lane lane = new TorchLlama(parameters);
                EngineReference engine = EngineReference.open(base, 1)) {
            for (String text : TEXTS) {
                int[] ids = tokenizer.encode(text + text, false);
                boolean[] counted = new boolean[ids.length];
                Arrays.fill(counted, ids.length / 3, ids.length, true);
                MicroBatch whole = MicroBatch.ofText(ids);
                MicroBatch batch =
                        new MicroBatch(
                                whole.inputs(),
                                whole.targets(),
                                Arrays.copyOfRange(counted, 1, counted.length),
                                whole.segments());
                assertThat(engine.logProbability(new Sample(ids, counted)))
                        .as(text)
                        .isCloseTo(lane.logProbabilities(batch)[0], within(1e-3));
            }
        }
    }

    private static void assertParity(Path model) {
        try (CpuModel engine =
                        CpuModel.open(
                                Checkpoints.open(model), EngineOptions.defaults().withThreads(1));
                Checkpoint checkpoint = Checkpoints.open(model);
                Parameters parameters = Parameters.of(checkpoint, Precision.F32)) {
            for (String text : TEXTS) {
                int[] ids = engine.tokenizer().encode(text, false);
                float[][] expected = served(engine, ids);
                try (Lane lane = new TorchLlama(parameters)) {
                    assertClose(lane.logits(ids), expected, text);
                }
                if (FusedLlama.supports(parameters.config(), Precision.F32)) {
                    try (Lane lane = new FusedLlama(parameters)) {
                        assertClose(lane.logits(ids), expected, text);
                    }
                }
            }
        }
    }

    private static float[][] served(CpuModel engine, int... ids) {
        List<float[]> rows = new ArrayList<>();
        try (Session session = engine.openSession(ids.length)) {
            session.appendAll(ids, ids.length, (index, logits) -> rows.add(logits.clone()));
        }
        return rows.toArray(float[][]::new);
    }

    private static void assertClose(float[][] actual, float[][] expected, String text) {
        assertThat(actual.length).isEqualTo(expected.length);
        float furthest = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).hasSameSizeAs(expected[i]);
            for (int j = 0; j < expected[i].length; j++) {
                float gap = Math.abs(actual[i][j] - expected[i][j]);
                furthest = gap <= furthest ? furthest : gap;
            }
        }
        assertThat(furthest).as(text).isLessThan(TOLERANCE);
    }
}
