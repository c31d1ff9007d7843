package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/** Training an adapter of the model that ships, and merging it again. */
class AdapterCommandTest {
    private final Path folder;

    AdapterCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatWasTrainedIsWhatBaseAndAdapterMakeTogether() {
        Path base = folder.resolve("base");
        Path tuned = folder.resolve("tuned");
        Path merged = folder.resolve("merged");
        CommandRun.done("convert", "pico-base", base, "--type", "F32", "--quiet");
        Path config = configuration(base);
        CommandRun.done("sft", config, "-o", tuned, "--quiet");

        JsonNode result =
                CommandRun.done(
                                "adapter",
                                "merge",
                                base,
                                tuned.resolve("adapter"),
                                merged,
                                "--json")
                        .object();
        assertThat(result.propertyNames()).containsExactly("tensors", "adapted", "bytes");
        List<JsonNode> apart = CommandRun.done("drift", merged, tuned, "--json").objects();
        List<JsonNode> moved = CommandRun.done("drift", base, tuned, "--json").objects();
        for (int layer = 0; layer < moved.size(); layer++) {
            assertThat(moved.get(layer).path("relativeFrobenius").asDouble()).isPositive();
            assertThat(apart.get(layer).path("relativeFrobenius").asDouble())
                    .isCloseTo(0, within(1e-7));
        }

        String adapted = base + "+" + tuned.resolve("adapter");
        assertThat(generated(adapted)).isEqualTo(generated(merged)).isNotEqualTo(generated(base));
        assertThat(Models.id(adapted)).isEqualTo("base+tuned");
        assertThat(CommandRun.of("generate", base + "+" + base, "-p", "x").status()).isEqualTo(3);

        Path extracted = folder.resolve("extracted");
        JsonNode found =
                CommandRun.done("adapter", "extract", base, tuned, extracted, "--rank", 4, "--json")
                        .object();
        assertThat(found.path("adapted").asInt()).isEqualTo(result.path("adapted").asInt());
        assertThat(found.path("relativeError").asDouble()).isLessThan(1e-3);
        assertThat(found.path("left")).isEmpty();

        Path other = folder.resolve("other");
        CommandRun.done("convert", "pico-base", other, "--type", "F32", "--quiet");
        CommandRun refused =
                CommandRun.of(
                        "adapter", "merge", other, tuned.resolve("adapter"), folder.resolve("no"));
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("'other'");
        assertThat(folder.resolve("no")).doesNotExist();
        assertThat(CommandRun.of("adapter").status()).isEqualTo(2);
    }

    private Path configuration(Path base) {
        Path data =
                CommandRun.file(
                        folder,
                        "chats.jsonl",
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}, {\"role\":"
                                + " \"assistant\", \"content\": \"Good day.\"}]}",
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"Who?\"}, {\"role\":"
                                + " \"assistant\", \"content\": \"A baker.\"}]}");
        return CommandRun.file(
                folder,
                "sft.yml",
                "model: " + base,
                "data: [" + data + "]",
                "sequence: 64",
                "steps: 2",
                "batch: {size: 2}",
                "precision: f32",
                "optimizer: {learningRate: 0.01}",
                "schedule: {name: constant, warmup: 0}",
                "adapter: {rank: 4, alpha: 8, targets: all-linear}");
    }

    private static JsonNode generated(Object model) {
        return CommandRun.done(
                        "generate", model, "-p", "Hello", "--temperature", 0, "-n", 12, "--json")
                .object()
                .path("ids");
    }
}
