package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

class MergeCommandTest {
    private final Path folder;

    MergeCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path recipe(String... lines) {
        return CommandRun.file(folder, "recipe.yml", lines);
    }

    @Test
    void aModelMergedWithItselfUpScaledIsWhatItWas() {
        Path base = folder.resolve("base");
        Path copy = folder.resolve("copy");
        Path out = folder.resolve("merged");
        CommandRun.done("convert", "pico-base", base, "--type", "F32", "--quiet");
        CommandRun.done("convert", "pico-base", copy, "--type", "F32", "--quiet");
        Path recipe =
                recipe(
                        "merge_method: slerp",
                        "base_model: " + base,
                        "models: [{model: " + base + "}, {model: " + copy + "}]",
                        "parameters: {t: 2, density: 0.5}");

        CommandRun run =
                CommandRun.done("merge", recipe, out, "--set", "parameters.t=0.5", "--json");
        JsonNode result = run.object();

        assertThat(result.propertyNames()).containsExactly("tensors", "bytes");
        assertThat(run.err()).contains("slerp does not heed 'density'");
        for (JsonNode layer : CommandRun.done("drift", base, out, "--json").objects()) {
            assertThat(layer.path("relativeFrobenius").asDouble()).isCloseTo(0, within(1e-7));
        }
        assertThat(CommandRun.of("merge", recipe, out).status()).as("not empty").isEqualTo(2);
        CommandRun.done("merge", recipe, out, "--force", "--quiet", "--set", "parameters.t=0.5");
    }

    @Test
    void aWrongRecipeIsBadInputAndLeavesNothing() {
        Path out = folder.resolve("merged");
        CommandRun run = CommandRun.of("merge", recipe("merge_method: lineer", "models: []"), out);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("recipe.yml:1:", "did you mean 'linear'?");
        run =
                CommandRun.of(
                        "merge",
                        recipe("merge_method: passthrough", "models: [{model: no-such-model}]"),
                        out);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("no-such-model");
        assertThat(out).doesNotExist();
        assertThat(CommandRun.of("merge", folder.resolve("absent.yml"), out).status()).isEqualTo(3);
    }
}
