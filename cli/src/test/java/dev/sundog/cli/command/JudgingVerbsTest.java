package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.manifest.Digests;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/** The verbs {@code world}, {@code tasks}, {@code eval} and {@code compare}. */
class JudgingVerbsTest {
    private static final String TASK = "world_completions_en";

    @TempDir private static Path folder;
    private static Path world = Path.of("");

    @BeforeAll
    static void makeTheWorld() {
        world = folder.resolve("world");
        CommandRun.done("world", "-o", world, "--documents", 60, "--quiet");
    }

    @Test
    void aWorldIsAFunctionOfItsSeed() {
        Path again = folder.resolve("again");
        Path other = folder.resolve("other");

        JsonNode counts =
                CommandRun.done("world", "-o", again, "--documents", 60, "--json", "--quiet")
                        .object();
        CommandRun.done("world", "-o", other, "--documents", 60, "--seed", 2, "--quiet");

        assertThat(counts.path("base.jsonl").asInt()).isEqualTo(60);
        assertThat(Digests.sha256(again.resolve("base.jsonl")))
                .isEqualTo(Digests.sha256(world.resolve("base.jsonl")))
                .isNotEqualTo(Digests.sha256(other.resolve("base.jsonl")));
        assertThat(again.resolve("manifest.json")).exists();
    }

    @Test
    void tasksOfAFolderAreListed() {
        List<JsonNode> tasks =
                CommandRun.done("tasks", "--data", world.resolve("eval"), "--json").objects();

        assertThat(tasks)
                .anySatisfy(
                        task -> {
                            assertThat(task.path("task").asString()).isEqualTo(TASK);
                            assertThat(task.path("present").asBoolean()).isTrue();
                            assertThat(task.path("language").asString()).isEqualTo("en");
                        });
        assertThat(CommandRun.done("tasks", "--json").objects()).isNotEmpty();
    }

    @Test
    void anEvaluationComparedWithItselfIsTied() {
        Path run = folder.resolve("run");

        List<JsonNode> lines =
                CommandRun.done(
                                "eval",
                                "pico-base",
                                "--tasks",
                                TASK + ",world_text_ko",
                                "--data",
                                world.resolve("eval"),
                                "--limit",
                                5,
                                "-o",
                                run,
                                "--json",
                                "--quiet")
                        .objects();

        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            assertThat(line.propertyNames())
                                    .containsExactly(
                                            "model", "task", "metric", "value", "low", "high", "n");
                            assertThat(line.path("n").asInt()).isEqualTo(5);
                            assertThat(line.path("value").asDouble())
                                    .isBetween(
                                            line.path("low").asDouble(),
                                            line.path("high").asDouble());
                        });
        assertThat(run).isDirectoryContaining("glob:**/results.json");
        assertThat(run).isDirectoryContaining("glob:**/samples.jsonl");
        assertThat(run).isDirectoryContaining("glob:**/report.html");
        assertThat(run).isDirectoryContaining("glob:**/manifest.json");
        assertThat(CommandRun.done("compare", run, run, "--json").objects())
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            assertThat(line.path("verdict").asString()).isEqualTo("tied");
                            assertThat(line.path("difference").asDouble()).isZero();
                        });
    }

    @Test
    void anUnknownTaskIsNamedWithTheKnownOnes() {
        CommandRun run =
                CommandRun.of(
                        "eval",
                        "pico-base",
                        "--tasks",
                        "world_completion_en",
                        "--data",
                        world.resolve("eval"));

        assertThat(run.status()).isIn(2, 3);
        assertThat(run.err()).contains("world_completion_en").contains(TASK);
    }

    @Test
    void aRunThatIsNoneIsBadInput() {
        CommandRun run = CommandRun.of("compare", world, world);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("results.json");
    }
}
