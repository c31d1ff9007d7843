package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.manifest.Digests;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Instruction tuning and alignment through their verbs, whole, killed and resumed. */
class TuningVerbsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private static Path folder;

    @BeforeAll
    static void data() {
        String[] conversations = new String[9];
        String[] preferences = new String[9];
        for (int i = 0; i < 9; i++) {
            String user = "{\"role\":\"user\",\"content\":\"Where does number " + i + " live?\"}";
            conversations[i] =
                    "{\"messages\":[" + user + "," + assistant("In town " + i + ".") + "]}";
            preferences[i] =
                    "{\"prompt\":["
                            + user
                            + "],\"chosen\":["
                            + assistant("In town " + i + ", I think.")
                            + "],\"rejected\":["
                            + assistant("Go away " + i)
                            + "]}";
        }
        CommandRun.file(folder, "sft.jsonl", conversations);
        CommandRun.file(folder, "align.jsonl", preferences);
    }

    private static String assistant(String content) {
        return "{\"role\":\"assistant\",\"content\":\"" + content + "\"}";
    }

    private static Path configuration(String name, Path data, String... more) {
        String[] lines = {
            "model: pico-base",
            "data: [" + data + "]",
            "sequence: 64",
            "steps: 8",
            "batch: {size: 4}",
            "optimizer: {learningRate: 2.0e-3}",
            "precision: f32",
            "threads: 2",
            "checkpoint: {every: 2, keep: 1}"
        };
        return CommandRun.file(
                folder,
                name,
                Stream.concat(Stream.of(lines), Stream.of(more)).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft", "align"})
    void whatWasKilledEndsAsWhatWasNot(String verb) throws Exception {
        Path configuration = configuration(verb + ".yml", folder.resolve(verb + ".jsonl"));
        Path whole = folder.resolve(verb + "-whole");
        JsonNode result =
                CommandRun.done(verb, configuration, "-o", whole, "--json", "--quiet").object();
        assertThat(result.path("steps").asInt()).isEqualTo(8);

        Path killed = folder.resolve(verb + "-killed");
        Process process =
                new ProcessBuilder(CommandRun.process(verb, configuration, "-o", killed, "--quiet"))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(verb + ".log").toFile())
                        .start();
        while (process.isAlive() && !Files.exists(killed.resolve("checkpoints/step-000002"))) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        process.destroyForcibly().waitFor();
        assertThat(killed.resolve("manifest.json"))
                .as(Files.readString(folder.resolve(verb + ".log")))
                .doesNotExist();

        CommandRun.done(verb, configuration, "-o", killed, "--resume", "--quiet");

        assertThat(Digests.sha256(killed.resolve("model.safetensors")))
                .isEqualTo(Digests.sha256(whole.resolve("model.safetensors")));
        assertThat(losses(killed)).hasSize(8).isEqualTo(losses(whole));
        assertThat(losses(whole).getLast()).isLessThan(losses(whole).getFirst());
        JsonNode manifest = JSON.readTree(Files.readString(whole.resolve("manifest.json")));
        assertThat(manifest.toString()).contains(verb, "finalLoss");
    }

    private static List<Double> losses(Path run) throws IOException {
        return metrics(run).stream().map(line -> line.path("loss").asDouble()).toList();
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> (JsonNode) JSON.readTree(line))
                .toList();
    }

    /** The engine scored the reference, the trainer the model: before a step they agree. */
    @Test
    void alignmentBeginsWhereEngineAndTrainerAgree() throws IOException {
        Path out = folder.resolve("agree");
        CommandRun.done(
                "align",
                configuration("agree.yml", folder.resolve("align.jsonl"), "dpo: {loss: ipo}"),
                "-o",
                out,
                "--quiet",
                "--set",
                "steps=1",
                "--set",
                "dpo.beta=1.0");
        JsonNode first = metrics(out).getFirst();
        assertThat(first.path("loss").asDouble()).isCloseTo(0.25, within(1e-3));
        assertThat(first.path("rewardChosen").asDouble()).isCloseTo(0, within(1e-3));
        assertThat(first.path("rewardRejected").asDouble()).isCloseTo(0, within(1e-3));
        assertThat(first.path("logpsChosen").asDouble()).isNegative();
        assertThat(first.propertyNames())
                .contains("rewardMargin", "rewardAccuracy", "logpsRejected", "gradNorm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    align | method: kto             | method is kto, expected dpo
                    align | dpo.labelSmoothing: 0.1 | only dpo.loss robust
                    align | format: messages        | format
                    sft   | format: text            | expected one of auto, messages, alpaca
                    sft   | reference: pico-base    | reference is only for alignment
                    sft   | evaluate.tasks: [x]     | evaluate.tasks is not available yet
                    sft   | sequence: 4             | nothing is left to train on of 9 samples
                    """)
    void whatCannotBeIsRefusedByName(String verb, String line, String message) {
        Path stage = configuration("bad.yml", folder.resolve(verb + ".jsonl"));
        String setting = line.strip();
        int colon = setting.indexOf(':');
        String value = setting.substring(colon + 1).strip();
        CommandRun run =
                CommandRun.of(
                        verb,
                        stage,
                        "-o",
                        folder.resolve("bad"),
                        "--quiet",
                        "--force",
                        "--set",
                        setting.substring(0, colon) + "=" + value);
        assertThat(run.status()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains(message).doesNotContain("bug in Sundog");
    }

    @Test
    void textsAreRehearsedAmongConversations() throws IOException {
        Path texts = CommandRun.file(folder, "rehearsed.jsonl", "{\"text\":\"Once upon a time\"}");
        Path chats = folder.resolve("sft.jsonl");
        assertThat(tokensOf("[" + chats + "," + texts + "]"))
                .isGreaterThan(tokensOf("[" + chats + "]"));
    }

    /** Tokens of one step that takes all samples. */
    private static long tokensOf(String data) throws IOException {
        Path out = folder.resolve("rehearsed");
        CommandRun.done(
                "sft",
                configuration("rehearsing.yml", folder.resolve("sft.jsonl")),
                "-o",
                out,
                "--quiet",
                "--force",
                "--set",
                "data=" + data,
                "--set",
                "batch.size=20",
                "--set",
                "steps=1");
        return metrics(out).getFirst().path("tokens").asLong();
    }

    @Test
    void badLinesAreNamedWithTheirPlace() {
        Path texts = CommandRun.file(folder, "texts.jsonl", "{\"text\":\"Once\"}");
        assertThat(failed("sft", texts)).contains("texts.jsonl:1", "expected a conversation");
        Path ties =
                CommandRun.file(
                        folder,
                        "ties.jsonl",
                        "{\"prompt\":\"A\",\"chosen\":\"b\",\"rejected\":\"b\"}");
        assertThat(failed("align", ties)).contains("chosen equals rejected", "nothing is left");
    }

    private static String failed(String verb, Path data) {
        Path stage = configuration("failing.yml", data);
        CommandRun run =
                CommandRun.of(verb, stage, "-o", folder.resolve("bad"), "--quiet", "--force");
        assertThat(run.status()).as(run.err()).isEqualTo(3);
        return run.err();
    }
}
