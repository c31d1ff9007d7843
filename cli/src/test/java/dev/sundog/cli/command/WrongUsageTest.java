package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What users get wrong: the exit status, and a message to act on instead of a stack trace. */
class WrongUsageTest {
    @TempDir private Path folder;

    private CommandRun refused(int status, Object... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.status()).as(Arrays.toString(arguments) + run.err()).isEqualTo(status);
        assertThat(run.err()).startsWith("sundog: ").doesNotContain("\tat ");
        return run;
    }

    @Test
    void anUnknownVerbNamesTheKnownOnes() {
        assertThat(refused(2, "frobnicate").err())
                .contains("frobnicate", "generate", "upscale", "eval")
                .doesNotContain("warm-up");
    }

    @Test
    void verbsAreKnownByTheirClassesNames() {
        SundogCommand.VERBS.forEach(
                verb ->
                        assertThat(verb.getValue().getAnnotation(Command.class).name())
                                .isEqualTo(verb.getKey()));
        assertThat(SundogCommand.commandLine("--help").getSubcommands())
                .hasSameSizeAs(SundogCommand.VERBS);
        assertThat(SundogCommand.commandLine("parse", "x.pdf").getSubcommands())
                .containsOnlyKeys("parse");
    }

    @Test
    void noVerbNamesTheKnownOnes() {
        assertThat(refused(2).err()).contains("generate", "upscale", "eval");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect pico-base --bogus",
                "inspect",
                "generate pico-base",
                "generate pico-base -p x -n none",
                "generate pico-base -p x -n -1",
                "generate pico-base -p x --temperature -1",
                "generate pico-base -p x --threads 0",
                "generate pico-base -p x --system s",
                "generate pico-base -p x --regex a --grammar F",
                "quantize pico-base OUT.gguf --type Q9_9",
                "convert pico-base OUT --to onnx",
                "convert pico-base OUT --type Q8_0",
                "upscale pico-base OUT --seam best",
                "upscale pico-base OUT --drop 1 --interleave 1-2",
                "inspect hf:name",
                "pull pico-base",
                "pull wheel:x",
                "world -o OUT --documents 0",
                "world -o OUT --languages xx",
                "world -o OUT --languages en,en",
                "eval pico-base --tasks hellaswag --shots -1",
                "tokenize pico-base",
                "tokenize pico-base -t 1,two --decode",
                "template --messages m.json",
                "compare one"
            })
    void isWrongUsage(String line) {
        refused(2, inFolder(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upscale pico-base OUT --drop 99",
                "upscale pico-base OUT --drop -1",
                "upscale pico-base OUT --interleave 5-2",
                "upscale pico-base OUT --interleave 2-99",
                "upscale pico-base OUT --interleave x",
                "upscale pico-base OUT --slices 0-99",
                "upscale pico-base OUT --slices 4-4",
                "tokenize pico-base -t 1,99999 --decode",
                "perplexity pico-base BOOK --context 0",
                "perplexity pico-base BOOK --context 1",
                "perplexity pico-base BOOK --context 99999",
                "perplexity pico-base BOOK --tokens 0",
                "bench pico-base -p 0 -n 0",
                "bench pico-base --runs 0",
                "tokenizer BOOK -o OUT --size 5",
                "tokenizer BOOK -o OUT --size -1"
            })
    void isRefusedWithoutAStackTrace(String line) {
        CommandRun.file(folder, "BOOK", "Anna lives in the town of Rosby. ".repeat(40));

        CommandRun run = CommandRun.of(inFolder(line));

        assertThat(run.status()).as(run.err()).isIn(2, 3);
        assertThat(run.err()).startsWith("sundog: ").doesNotContain("\tat ");
    }

    private Object[] inFolder(String line) {
        return Arrays.stream(line.split(" "))
                .map(word -> word.matches("(OUT|BOOK).*") ? folder.resolve(word).toString() : word)
                .toArray();
    }

    @Test
    void anUnknownTypeNamesTheKnownOnes() {
        CommandRun run =
                refused(2, "quantize", "pico-base", folder.resolve("o.gguf"), "--type", "Q9_9");

        assertThat(run.err()).contains("Q9_9", "Q8_0", "Q4_0");
    }

    @Test
    void anUnknownModelSaysWhatIsKnown() {
        assertThat(refused(3, "inspect", "nano-base").err())
                .contains("nano-base", "shipped with Sundog: pico-base");
    }

    @Test
    void aMissingFileIsBadInput() {
        Path missing = folder.resolve("missing");

        assertThat(refused(3, "inspect", missing + ".gguf").err()).contains("missing.gguf");
        assertThat(refused(3, "perplexity", "pico-base", missing).err()).contains("missing");
        assertThat(refused(3, "score", "pico-base", missing).err()).contains("missing");
        assertThat(refused(3, "tokenize", "pico-base", "--file", missing).err())
                .contains("missing");
        assertThat(refused(3, "tokenizer", missing, "-o", folder.resolve("t"), "--size", 300).err())
                .contains("missing");
        assertThat(refused(3, "build", missing + ".yml", "-o", folder.resolve("b")).err())
                .contains("missing.yml");
        assertThat(refused(3, "pretrain", missing + ".yml", "-o", folder.resolve("p")).err())
                .contains("missing.yml");
        assertThat(refused(3, "template", "pico-base", "--messages", missing).err())
                .contains("missing");
        refused(3, "eval", "pico-base", "--tasks", "x", "--data", missing);
    }

    @Test
    void aBrokenModelIsBadInput() throws IOException {
        byte[] whole =
                Files.readAllBytes(CommandRun.root().resolve("models/pico-base/pico-base.gguf"));
        Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, 100_000));
        Path noise = Files.write(folder.resolve("noise.gguf"), new byte[4096]);
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(refused(3, "inspect", cut).err()).contains("cut.gguf");
        assertThat(refused(3, "inspect", noise).err()).contains("noise.gguf");
        assertThat(refused(3, "inspect", empty).err()).contains("config.json");
        assertThat(refused(3, "generate", CommandRun.root().resolve("pom.xml"), "-p", "x").err())
                .contains("pom.xml");
    }

    @Test
    void whatIsThereIsKeptUnlessForced() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path letter = CommandRun.file(own, "letter.txt", "dear Anna");
        Path file = CommandRun.file(folder, "there.gguf", "something");
        Path made = folder.resolve("made");
        CommandRun.done("world", "-o", made, "--documents", 3, "--quiet");

        refused(2, "convert", "pico-base", own);
        refused(2, "convert", "pico-base", own, "--force");
        refused(2, "world", "-o", made, "--documents", 3);
        refused(2, "quantize", "pico-base", file, "--type", "F16");
        refused(2, "quantize", "pico-base", own, "--type", "F16", "--force");

        assertThat(letter).hasContent("dear Anna");
        assertThat(file).hasContent("something");
        CommandRun.done("world", "-o", made, "--documents", 3, "--force", "--quiet");
        CommandRun.done("quantize", "pico-base", file, "--type", "F16", "--force", "--quiet");
        assertThat(file)
                .hasSize(
                        CommandRun.done("inspect", file, "--json").object().path("bytes").asLong());
    }

    @Test
    void anUnknownKeyIsNamedWithThePlaceAndTheLikelyOne() {
        Path stage = CommandRun.file(folder, "stage.yml", "model: pico-base", "sequense: 64");
        Path recipe =
                CommandRun.file(
                        folder,
                        "recipe.yml",
                        "name: r",
                        "stages:",
                        "  - {kind: base}",
                        "  - {kind: upscale, dropp: 2}");

        assertThat(refused(3, "pretrain", stage, "-o", folder.resolve("p")).err())
                .contains("stage.yml:2", "sequense", "'sequence'");
        assertThat(refused(3, "build", recipe, "-o", folder.resolve("b")).err())
                .contains("recipe.yml:4", "dropp", "'drop'");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: 'a b'\nstages: [{kind: base}]",
                "budget: 0\nstages: [{kind: base}]",
                "stages: []",
                "stages: [{kind: fuse}]",
                "stages: [{}]",
                "stages: [{kind: base}, {kind: base}]",
                "stages: [{kind: base, name: ../x}]",
                "stages: [{kind: upscale, drop: 1, slices: 0-2}]",
                "stages: [{kind: quantize, type: Q9_9}]",
                "stages: [{kind: pretrain, steps: 0}]",
                "stages: base",
                "stages: [",
                "- 1",
                ""
            })
    void aRecipeThatMakesNoSenseIsBadInput(String recipe) {
        Path file = CommandRun.file(folder, "recipe.yml", recipe);

        assertThat(refused(3, "build", file, "-o", folder.resolve("out")).err())
                .contains("recipe.yml");
    }

    @Test
    void aStageOutOfOrderIsBadInput() {
        Path file = CommandRun.file(folder, "r.yml", "stages: [{kind: upscale}]");

        assertThat(refused(3, "build", file, "-o", folder.resolve("out")).err())
                .contains("upscale", "base or init");
    }

    @Test
    void aModelWithoutTemplateCannotChat() throws IOException {
        Path mute = folder.resolve("mute");
        CommandRun.done("convert", "pico-base", mute, "--quiet");
        Files.deleteIfExists(mute.resolve("chat_template.jinja"));
        Path settings = mute.resolve("tokenizer_config.json");
        Files.writeString(
                settings, Files.readString(settings).replace("\"chat_template\"", "\"unused\""));
        Path messages =
                CommandRun.file(folder, "m.json", "[{\"role\":\"user\",\"content\":\"hi\"}]");

        assertThat(refused(3, "generate", mute, "--chat", "-p", "hi").err())
                .contains("no chat template");
        assertThat(refused(3, "template", mute, "--messages", messages).err())
                .contains("no chat template");
        assertThat(refused(3, "chat", mute).err()).contains("no chat template");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[null]", "[1]", "{}", "[{}]", "[{\"role\":1}]", "[", ""})
    void messagesThatAreNoneAreBadInput(String json) {
        Path messages = CommandRun.file(folder, "m.json", json);
        Path template = CommandRun.file(folder, "t.jinja", "x");

        refused(3, "template", "--template", template, "--messages", messages);
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        String good = "{\"context\":\"a\",\"continuation\":\" b\"}";
        Path broken = CommandRun.file(folder, "broken.jsonl", good, "{\"context\":");
        Path other = CommandRun.file(folder, "other.jsonl", good, "", "{\"context\":\"a\"}");
        Path list = CommandRun.file(folder, "list.jsonl", "[1]");
        Path latin = folder.resolve("latin.jsonl");
        Files.write(latin, new byte[] {'{', '"', (byte) 0xe9, '"', '}'});

        assertThat(refused(3, "score", "pico-base", broken).err()).contains("broken.jsonl:2");
        assertThat(refused(3, "score", "pico-base", other).err())
                .contains("other.jsonl:3", "continuation");
        assertThat(refused(3, "score", "pico-base", list).err()).contains("list.jsonl:1");
        assertThat(refused(3, "score", "pico-base", latin).err()).contains("latin.jsonl");
        assertThat(refused(3, "tokenize", "pico-base", "--lines", broken).err())
                .contains("broken.jsonl:1", "text");
    }

    @Test
    void anOutputInAFolderThatIsNotThereIsAResource() {
        Path requests = CommandRun.file(folder, "r.jsonl", "{\"text\":\"a b\"}");

        assertThat(
                        refused(
                                        4,
                                        "score",
                                        "pico-base",
                                        requests,
                                        "-o",
                                        folder.resolve("no/where.jsonl"))
                                .err())
                .contains("where.jsonl");
    }

    /**
     * The disk runs full: stood in for by the shell's limit on the size of a file, since mounting
     * one takes rights that tests do not have. {@code ulimit -f} counts blocks of 512 bytes.
     */
    @Test
    void aFullDiskIsAResourceAndLeavesNothingThatLooksWhole() throws Exception {
        Path out = folder.resolve("model.gguf");
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", "ulimit -f 4000; exec \"$@\"", "limited");
        builder.command().addAll(CommandRun.process("quantize", "pico-base", out, "--type", "F32"));

        Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(4);
        assertThat(Files.readString(said)).contains("model.gguf").doesNotContain("\tat ");
        assertThat(out).doesNotExist();
    }
}
