package dev.sundog.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.manifest.Digests;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A whole line in miniature: what it leaves, and what resuming does and does not do again. */
class BuildTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WEIGHTS = "20-pretrain/model.safetensors";
    private static final String MERGED = "50-merge/model.safetensors";

    @TempDir private static Path folder;
    private static Path recipe = Path.of("");
    private static Path whole = Path.of("");

    @BeforeAll
    static void buildOnce() {
        recipe =
                CommandRun.file(
                        folder,
                        "tiny.yml",
                        "name: tiny",
                        "seed: 3",
                        "evaluate:",
                        "  data: world/eval",
                        "  tasks: [world_completions_en, world_text_ko]",
                        "  limit: 4",
                        "  recovery: {sequences: 2, length: 16}",
                        "  samples: [\"Anna lives in\"]",
                        "  chats: [\"Where does Anna live?\"]",
                        "card: {license: apache-2.0, languages: [en], limits: [\"Invented.\"]}",
                        "stages:",
                        "  - {kind: world, documents: 300}",
                        "  - {kind: base, model: pico-base}",
                        "  - kind: upscale",
                        "    drop: 3",
                        "    expect: {recovery: not-worse, \"world_text_*\": worse}",
                        "  - kind: pretrain",
                        "    data: [world/new.jsonl]",
                        "    sequence: 64",
                        "    steps: 12",
                        "    batch: {size: 2}",
                        "    precision: f32",
                        "    checkpoint: {every: 2, keep: 1}",
                        "  - {kind: sample, texts: 4, length: 6, starts: [Anna, Ben]}",
                        "  - {kind: sft, data: [world/instructions.jsonl], sequence: 96, steps: 4,"
                                + " batch: {size: 2}, precision: f32, checkpoint: {every: 1}}",
                        "  - {kind: align, data: [world/preferences.jsonl], sequence: 96, steps: 4,"
                                + " reference: sft, batch: {size: 2}, precision: f32, checkpoint:"
                                + " {every: 1}}",
                        "  - kind: merge",
                        "    merge_method: linear",
                        "    models:",
                        "      - {model: sft, parameters: {weight: 1}}",
                        "      - {model: align, parameters: {weight: 3}}",
                        "  - {kind: quantize, type: Q8_0}");
        whole = folder.resolve("whole");
        CommandRun.done("build", recipe, "-o", whole, "--quiet");
    }

    @Test
    void everyStageLeavesAFolderAndAManifest() throws IOException {
        for (String stage :
                List.of(
                        "world",
                        "00-base",
                        "05-evaluate",
                        "10-upscale",
                        "15-evaluate",
                        "20-pretrain",
                        "25-evaluate",
                        "sample",
                        "30-sft",
                        "40-align",
                        "50-merge",
                        "60-quantize",
                        "65-evaluate",
                        "model",
                        ".")) {
            assertThat(whole.resolve(stage).resolve("manifest.json")).isRegularFile();
        }
        assertThat(whole.resolve("25-evaluate/results.json")).isRegularFile();
        assertThat(Files.readAllLines(whole.resolve("20-pretrain/metrics.jsonl"))).hasSize(12);
        try (Stream<Path> files = Files.walk(whole)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".partial"))
                    .noneMatch(name -> name.startsWith("unfinished-"))
                    .noneMatch(name -> name.equals(".sundog-in-progress"));
        }
    }

    @Test
    void theResultIsTheMergedModelAndItsQuantisation() throws IOException {
        assertThat(Digests.sha256(whole.resolve("model/model.safetensors")))
                .isEqualTo(Digests.sha256(whole.resolve(MERGED)));
        assertThat(whole.resolve("model/metrics.jsonl")).doesNotExist();
        JsonNode model = inspect("model");
        assertThat(model.path("layers").asInt()).isEqualTo(10);
        assertThat(model.path("lineage").get(5).path("fromLayer").asInt()).isEqualTo(3);
        JsonNode quantised = inspect("model.gguf");
        assertThat(quantised.path("types").has("Q8_0")).isTrue();
        assertThat(quantised.path("lineage").get(5).path("fromLayer").asInt()).isEqualTo(3);
        List<JsonNode> drift =
                CommandRun.done("drift", "pico-base", whole.resolve("model"), "--json").objects();
        assertThat(drift)
                .hasSize(10)
                .allSatisfy(
                        layer ->
                                assertThat(layer.path("relativeFrobenius").asDouble())
                                        .isPositive());
    }

    @Test
    void alignmentAndMergingStandOnTheStagesBefore() throws IOException {
        JsonNode step =
                JSON.readTree(
                        Files.readAllLines(whole.resolve("40-align/metrics.jsonl")).getFirst());
        assertThat(step.has("rewardMargin")).isTrue();
        assertThat(step.path("loss").asDouble())
                .as("policy and reference are the same at first")
                .isCloseTo(Math.log(2), org.assertj.core.data.Offset.offset(1e-3));
        assertThat(Digests.sha256(whole.resolve(MERGED)))
                .isNotEqualTo(Digests.sha256(whole.resolve("40-align/model.safetensors")));
        assertThat(Files.readAllLines(whole.resolve("sample/texts.jsonl")))
                .hasSize(4)
                .allMatch(line -> JSON.readTree(line).path("text").asString().length() > 3);
    }

    private static JsonNode inspect(String name) {
        return CommandRun.done("inspect", whole.resolve(name), "--json", "--lineage").object();
    }

    @Test
    void theReportStandsAlone() throws IOException {
        String html = Files.readString(whole.resolve("report.html"));

        assertThat(html).contains("tiny", "upscale", "pretrain", "quantize", "Anna lives in");
        assertThat(html)
                .doesNotContainPattern("(?i)<(script|img|iframe)[^>]*\\ssrc\\s*=\\s*[\"']?http")
                .doesNotContainPattern("(?i)<link[^>]*\\shref")
                .doesNotContainPattern("(?i)@import")
                .doesNotContainPattern("(?i)url\\(\\s*[\"']?http");
    }

    @Test
    void theReportSaysWhatWasExpectedAndWhatIsAnswered() throws IOException {
        String html = Files.readString(whole.resolve("report.html"));
        assertThat(html).contains("Expected effects", "not-worse", "Where does Anna live?");
    }

    @Test
    void theCardTellsWhereTheModelCameFrom() throws IOException {
        String card = Files.readString(whole.resolve("model/README.md"));
        assertThat(card)
                .startsWith("---\nlicense: apache-2.0\nlanguage:\n- en\nbase_model: pico-base\n")
                .contains("| pretrain | pretrain | world/new.jsonl | 12 |")
                .contains("world_completions_en", "| upscale | ", "5 ← 3", "Invented.")
                .contains(Digests.sha256(whole.resolve(MERGED)))
                .contains(Digests.sha256(whole.resolve("model.gguf")));
    }

    @Test
    void anUnknownEffectIsRefused() {
        CommandRun run =
                CommandRun.of(
                        "build",
                        recipe,
                        "-o",
                        folder.resolve("effect"),
                        "--set",
                        "stages.2.expect.recovery=gone");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("gone", "better, worse, tied, not-worse");
    }

    @Test
    void resumingACompleteRunDoesNothing() throws IOException {
        Path run = copy("complete");
        Map<String, String> before = state(run);

        CommandRun.done("build", recipe, "-o", run, "--resume", "--quiet");

        assertThat(state(run)).isEqualTo(before);
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".partial"));
        }
    }

    @Test
    void aLineThatWasKilledEndsAsOneThatWasNot() throws Exception {
        Path run = folder.resolve("killed");
        Process process =
                new ProcessBuilder(CommandRun.process("build", recipe, "-o", run, "--quiet"))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("killed.log").toFile())
                        .start();
        Path checkpoints = run.resolve("20-pretrain/checkpoints");
        while (process.isAlive() && !holdsACheckpoint(checkpoints)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        process.destroyForcibly().waitFor();
        assertThat(run.resolve("20-pretrain/manifest.json"))
                .as(Files.readString(folder.resolve("killed.log")))
                .doesNotExist();
        assertThat(holdsACheckpoint(checkpoints)).isTrue();

        CommandRun.done("build", recipe, "-o", run, "--resume", "--quiet");

        assertThat(Digests.sha256(run.resolve(WEIGHTS)))
                .isEqualTo(Digests.sha256(whole.resolve(WEIGHTS)));
        assertThat(Digests.sha256(run.resolve("model.gguf")))
                .isEqualTo(Digests.sha256(whole.resolve("model.gguf")));
        assertThat(losses(run)).isEqualTo(losses(whole)).hasSize(12);
    }

    private static boolean holdsACheckpoint(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(checkpoints)) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith("step-"));
        }
    }

    private static List<Double> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("20-pretrain/metrics.jsonl")).stream()
                .map(line -> JSON.readTree(line).path("loss").asDouble())
                .toList();
    }

    @Test
    void aChangedStageAndThoseAfterItAreMadeAgain() throws IOException {
        Path run = copy("changed");
        Map<String, String> before = state(run);

        CommandRun resumed =
                CommandRun.done(
                        "build",
                        recipe,
                        "-o",
                        run,
                        "--resume",
                        "--quiet",
                        "--set",
                        "stages.3.optimizer.learningRate=0.002",
                        "--set",
                        "stages.3.steps=4");

        assertThat(resumed.out())
                .contains("world: done already", "base: done already", "upscale: done already")
                .doesNotContain("pretrain: done already", "quantize: done already");
        Map<String, String> after = state(run);
        for (Map.Entry<String, String> file : before.entrySet()) {
            if (file.getKey().matches("(world|00|05|10|15).*")) {
                assertThat(after).containsEntry(file.getKey(), file.getValue());
            }
        }
        assertThat(after.get(WEIGHTS)).isNotEqualTo(before.get(WEIGHTS));
        assertThat(after.get("60-quantize/model.gguf"))
                .isNotEqualTo(before.get("60-quantize/model.gguf"));
        assertThat(Digests.sha256(run.resolve("model/model.safetensors")))
                .isEqualTo(Digests.sha256(run.resolve(MERGED)));
        assertThat(Files.readAllLines(run.resolve("20-pretrain/metrics.jsonl"))).hasSize(4);
    }

    /** Text sampled from one base must not judge a line that starts from another. */
    @Test
    void anotherPlanOfEvaluationSamplesTheBaseAnew() throws IOException {
        Path run = copy("samples");

        CommandRun.done(
                "build",
                recipe,
                "-o",
                run,
                "--resume",
                "--quiet",
                "--set",
                "evaluate.recovery.sequences=3");

        assertThat(Files.readAllLines(run.resolve("05-evaluate/base-samples.jsonl"))).hasSize(3);
        assertThat(Files.readAllLines(whole.resolve("05-evaluate/base-samples.jsonl"))).hasSize(2);
        assertThat(Digests.sha256(run.resolve(WEIGHTS)))
                .isEqualTo(Digests.sha256(whole.resolve(WEIGHTS)));
    }

    @Test
    void aFolderThatIsNotEmptyIsNotBuiltInto() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path letter = CommandRun.file(own, "letter.txt", "dear Anna");

        CommandRun plain = CommandRun.of("build", recipe, "-o", own);
        CommandRun forced = CommandRun.of("build", recipe, "-o", own, "--force");

        assertThat(plain.status()).isEqualTo(2);
        assertThat(plain.err()).contains("own", "--resume", "--force");
        assertThat(forced.status()).isEqualTo(2);
        assertThat(letter).hasContent("dear Anna");
        assertThat(CommandRun.of("build", recipe, "-o", whole).status()).isEqualTo(2);
    }

    /** A copy of the whole run, times of modification kept. */
    private static Path copy(String name) throws IOException {
        Path target = folder.resolve(name);
        try (Stream<Path> files = Files.walk(whole)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        target.resolve(whole.relativize(file)),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return target;
    }

    /** Digest and time of modification of every file in the folders of the stages. */
    private static Map<String, String> state(Path run) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = run.relativize(file).toString();
                if (name.matches("(world|\\d\\d-).*")) {
                    state.put(name, Files.getLastModifiedTime(file) + " " + Digests.sha256(file));
                }
            }
        }
        return state;
    }
}
