package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.cli.CommandRun;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.Session;
import dev.sundog.model.surgery.prune.Importance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verbs that measure before they cut, on the model that ships. */
class SurgeryVerbsTest {
    private static final int[] IDS = {5, 17, 300, 44, 9, 1200, 7, 8, 33, 2000};

    private final Path folder;

    SurgeryVerbsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path text() {
        return CommandRun.file(folder, "text", "Anna lives in the town of Rosby. ".repeat(20));
    }

    private Path base() {
        Path base = folder.resolve("base");
        CommandRun.done("convert", "pico-base", base, "--type", "F32", "--quiet");
        return base;
    }

    private static float[] logits(String model) {
        try (CpuModel opened = Models.engine(model, Optional.of(1));
                Session session = opened.openSession(IDS.length)) {
            return session.append(IDS);
        }
    }

    @Test
    void copiesThatDoNothingLeaveTheLogitsAsTheyAre() {
        Path base = base();
        Path out = folder.resolve("out");
        CommandRun.done("upscale", base, out, "--interleave", "1-6", "--identity", "--quiet");
        assertThat(logits(out.toString())).isEqualTo(logits(base.toString()));
        Path solar = folder.resolve("solar");
        CommandRun.done("upscale", base, solar, "--drop", 2, "--identity", "--quiet");
        assertThat(logits(solar.toString())).isEqualTo(logits(base.toString()));
    }

    @Test
    void theSeamOfTheLowestPerplexityIsTaken() {
        Path base = base();
        Path out = folder.resolve("out");
        JsonNode result =
                CommandRun.done(
                                "upscale",
                                base,
                                out,
                                "--seam",
                                "auto",
                                "--text",
                                text(),
                                "--tokens",
                                128,
                                "--json",
                                "--quiet")
                        .object();
        double best = Double.POSITIVE_INFINITY;
        int drop = -1;
        for (JsonNode seam : result.path("seams")) {
            assertThat(seam.path("layers").asInt()).isEqualTo(2 * (8 - seam.path("drop").asInt()));
            if (seam.path("perplexity").asDouble() < best) {
                best = seam.path("perplexity").asDouble();
                drop = seam.path("drop").asInt();
            }
        }
        assertThat(result.path("seams")).hasSize(4);
        assertThat(result.path("drop").asInt()).isEqualTo(drop);
        assertThat(result.path("layers").asInt()).isEqualTo(2 * (8 - drop));

        CommandRun written =
                CommandRun.done(
                        "perplexity",
                        out,
                        text(),
                        "--context",
                        "128",
                        "--tokens",
                        "128",
                        "--all-positions",
                        "--json",
                        "--quiet");
        assertThat(written.object().path("perplexity").asDouble())
                .isCloseTo(best, within(best * 1e-5));

        CommandRun people =
                CommandRun.done(
                        "upscale",
                        "pico-base",
                        folder.resolve("two"),
                        "--seam",
                        "auto",
                        "--identity",
                        "--tokens",
                        64,
                        "--quiet");
        assertThat(people.out().lines().filter(line -> line.endsWith(" best"))).hasSize(1);
    }

    @Test
    void blockInfluenceIsWhatTheDefinitionSays() {
        try (CpuModel model = Models.engine("pico-base", Optional.of(1))) {
            List<float[]> stream = new ArrayList<>();
            model.observe(
                    IDS,
                    (place, layer, values, width, count) -> {
                        if (place == LayerObserver.Place.STREAM) {
                            assertThat(layer).isEqualTo(stream.size());
                            stream.add(values.clone());
                        }
                    });
            int layers = model.config().layerCount();
            assertThat(stream).hasSize(layers + 1);
            Importance importance =
                    Importance.measure(model, List.of(IDS), (what, done, total) -> {});
            int width = model.config().hiddenSize();
            for (int layer = 0; layer < layers; layer++) {
                double sum = 0;
                for (int token = 0; token < IDS.length; token++) {
                    double xy = 0;
                    double xx = 0;
                    double yy = 0;
                    for (int i = token * width; i < (token + 1) * width; i++) {
                        double x = stream.get(layer)[i];
                        double y = stream.get(layer + 1)[i];
                        xy += x * y;
                        xx += x * x;
                        yy += y * y;
                    }
                    sum += 1 - xy / Math.sqrt(xx * yy);
                }
                assertThat(importance.layers()[layer]).isCloseTo(sum / 10, within(1e-9));
            }
            assertThat(importance.heads()[0]).hasSize(model.config().headCount());
            assertThat(importance.neurons()[0]).hasSize(model.config().intermediateSize());
        }
    }

    @Test
    void aPrunedModelRunsAndKnowsItsLayers() {
        Path out = folder.resolve("small");
        JsonNode result =
                CommandRun.done(
                                "prune",
                                "pico-base",
                                out,
                                "--layers",
                                6,
                                "--heads",
                                3,
                                "--intermediate",
                                64,
                                "--text",
                                text(),
                                "--json",
                                "--quiet")
                        .object();
        assertThat(result.path("layers").asInt()).isEqualTo(6);
        assertThat(result.path("headCount").asInt()).isEqualTo(3);
        assertThat(result.path("layerMap")).hasSize(6);
        assertThat(result.path("blockInfluence")).hasSize(8);
        assertThat(logits(out.toString())).isNotEmpty().doesNotContain(Float.NaN);
        try (Checkpoint small = Models.checkpoint(out.toString())) {
            for (int layer = 0; layer < 6; layer++) {
                assertThat(small.lineage().get(layer).fromLayer())
                        .isEqualTo(result.path("layerMap").get(layer).asInt());
            }
        }
        assertThat(CommandRun.of("prune", "pico-base", folder.resolve("x")).status()).isEqualTo(2);
        CommandRun refused =
                CommandRun.of("prune", "pico-base", folder.resolve("x"), "--layers", 99);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("--layers 99, expected 1 to 8");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void aPrunedModelOfItsOwnWritingIsMeasuredOnWhatItWrites() {
        CommandRun run =
                CommandRun.done(
                        "prune",
                        "pico-base",
                        folder.resolve("small"),
                        "--layers",
                        7,
                        "--tokens",
                        64,
                        "--quiet");
        assertThat(run.out().lines().filter(line -> line.endsWith("dropped"))).hasSize(1);
    }
}
