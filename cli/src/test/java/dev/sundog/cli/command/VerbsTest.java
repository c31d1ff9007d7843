package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.manifest.Digests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The verbs that look at models, run them and change their form, on the model that is shipped. */
class VerbsTest {
    private static final String PROMPT = "Anna lives in the town of";

    @TempDir private Path folder;

    /** What the launcher runs once after a build. */
    @Test
    void theWarmUpDoesWhatItShould() {
        assertThat(CommandRun.done("warm-up").out()).isEmpty();
    }

    @Test
    void inspectSaysWhatTheContractNames() {
        JsonNode base =
                CommandRun.done("inspect", "pico-base", "--json", "--tensors", "--lineage")
                        .object();

        assertThat(base.propertyNames())
                .containsExactly(
                        "architecture",
                        "layers",
                        "hiddenSize",
                        "headCount",
                        "keyValueHeadCount",
                        "headSize",
                        "intermediateSize",
                        "vocabularySize",
                        "contextLength",
                        "tiedEmbeddings",
                        "parameters",
                        "bytes",
                        "disagreements",
                        "types",
                        "lineage",
                        "tensors");
        assertThat(base.path("architecture").asString()).isEqualTo("llama");
        assertThat(base.path("headSize").asInt() * base.path("headCount").asInt())
                .isEqualTo(base.path("hiddenSize").asInt());
        int layers = base.path("layers").asInt();
        assertThat(base.path("lineage")).hasSize(layers);
        assertThat(base.path("lineage").get(3).path("fromLayer").asInt()).isEqualTo(3);
        JsonNode embedding = base.path("tensors").get(0);
        assertThat(embedding.path("name").asString()).isEqualTo("model.embed_tokens.weight");
        assertThat(embedding.path("shape").get(0).asInt())
                .isEqualTo(base.path("vocabularySize").asInt());
        assertThat(embedding.path("shape").get(1).asInt())
                .isEqualTo(base.path("hiddenSize").asInt());
        long parameters = 0;
        int tensors = 0;
        for (JsonNode tensor : base.path("tensors")) {
            long count = 1;
            for (JsonNode size : tensor.path("shape")) {
                count *= size.asLong();
            }
            parameters += count;
            tensors++;
        }
        assertThat(base.path("parameters").asLong()).isEqualTo(parameters);
        int counted = 0;
        for (JsonNode count : base.path("types")) {
            counted += count.asInt();
        }
        assertThat(counted).isEqualTo(tensors);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna lives in the town of Rosby.",
                "안나가 사는 마을은 어디입니까?",
                "アンナが住んでいる町は、どこですか。",
                "a <b>\ttab\nline 🙂 "
            })
    void textSurvivesTokenization(String text) {
        JsonNode encoded = CommandRun.done("tokenize", "pico-base", "-t", text, "--json").object();

        assertThat(encoded.propertyNames()).containsExactly("ids", "tokens", "text");
        assertThat(encoded.path("text").asString()).isEqualTo(text);
        assertThat(encoded.path("tokens")).hasSameSizeAs(encoded.path("ids"));
        Path lines = CommandRun.file(folder, "ids.jsonl", "{\"ids\":" + encoded.path("ids") + "}");
        CommandRun decoded =
                CommandRun.done("tokenize", "pico-base", "--lines", lines, "--decode", "--json");
        assertThat(decoded.object().path("text").asString()).isEqualTo(text);
    }

    @Test
    void templateRendersAConversation() {
        Path template =
                CommandRun.file(
                        folder,
                        "chat.jinja",
                        "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}\n"
                                + "{% endfor %}{% if add_generation_prompt %}[assistant]{% endif"
                                + " %}");
        Path messages =
                CommandRun.file(
                        folder, "chat.json", "[{\"role\":\"user\",\"content\":\"안녕, Anna\"}]");

        CommandRun run =
                CommandRun.done(
                        "template",
                        "--template",
                        template,
                        "--bos",
                        "<s>",
                        "--messages",
                        messages,
                        "--generation-prompt",
                        "--json");

        assertThat(run.object().propertyNames()).containsExactly("text");
        assertThat(run.object().path("text").asString())
                .isEqualTo("<s>[user] 안녕, Anna\n[assistant]");
    }

    @Test
    void whatATemplateRefusesIsItsOwnMessage() {
        Path template = CommandRun.file(folder, "t.jinja", "{{ raise_exception('only rhymes') }}");
        Path messages = CommandRun.file(folder, "m.json", "[]");

        CommandRun run = CommandRun.of("template", "--template", template, "--messages", messages);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("only rhymes").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "BF16"})
    void aTripThroughBothFormatsChangesNoByteOfTheWeights(String type) {
        Path first = folder.resolve("first");
        Path file = folder.resolve("between.gguf");
        Path second = folder.resolve("second");

        CommandRun.done("convert", "pico-base", first, "--type", type, "--quiet");
        CommandRun.done("convert", first, file, "--quiet");
        // vectors are F32 in a GGUF file: without a type they stay so
        CommandRun.done("convert", file, second, "--to", "hf", "--type", type, "--quiet");

        assertThat(Digests.sha256(second.resolve("model.safetensors")))
                .isEqualTo(Digests.sha256(first.resolve("model.safetensors")));
        assertThat(Digests.sha256(second.resolve("tokenizer.json")))
                .isEqualTo(Digests.sha256(first.resolve("tokenizer.json")));
        assertThat(first.resolve("manifest.json")).exists();
    }

    @Test
    void aQuantisedModelIsConvertedToBf16UnlessToldOtherwise() {
        Path out = folder.resolve("plain");

        JsonNode result = CommandRun.done("convert", "pico-base", out, "--json").object();

        assertThat(result.propertyNames()).containsExactly("bytes");
        JsonNode types = CommandRun.done("inspect", out, "--json").object().path("types");
        assertThat(types.propertyNames()).containsExactly("BF16");
    }

    /** Root mean square errors: about half a step of 127, of 7 and of a 10-bit fraction. */
    @ParameterizedTest
    @CsvSource({"Q8_0, 0.001, 0.01", "Q4_0, 0.03, 0.15", "F16, 0, 0.001", "F32, 0, 0"})
    void quantizeWritesTheTypeAndSaysTheError(String type, double least, double most) {
        Path source = folder.resolve("source");
        Path out = folder.resolve("out.gguf");
        CommandRun.done("convert", "pico-base", source, "--type", "F32", "--quiet");

        JsonNode result =
                CommandRun.done("quantize", source, out, "--type", type, "--json").object();

        assertThat(result.propertyNames()).containsExactly("bytes", "rmsError");
        assertThat(result.path("bytes").asLong()).isEqualTo(out.toFile().length());
        JsonNode inspected = CommandRun.done("inspect", out, "--json").object();
        assertThat(inspected.path("types").has(type)).isTrue();
        assertThat(result.path("rmsError").asDouble()).isLessThanOrEqualTo(most);
        if (!type.equals("Q8_0")) { // pico-base is stored in Q8_0: nothing is lost a second time
            assertThat(result.path("rmsError").asDouble()).isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void upscalingKeepsLineageAndCopiesDoNotDrift() {
        Path base = folder.resolve("base");
        Path up = folder.resolve("up");
        CommandRun.done("convert", "pico-base", base, "--type", "F32", "--quiet");

        JsonNode result = CommandRun.done("upscale", base, up, "--drop", 2, "--json").object();

        assertThat(result.path("layers").asInt()).isEqualTo(12);
        assertThat(result.path("layerMap").toString()).isEqualTo("[0,1,2,3,4,5,2,3,4,5,6,7]");
        JsonNode lineage =
                CommandRun.done("inspect", up, "--lineage", "--json").object().path("lineage");
        assertThat(lineage).hasSize(12);
        assertThat(lineage.get(6).path("fromLayer").asInt()).isEqualTo(2);
        assertThat(lineage.get(6).path("from").asString()).isEqualTo("base");
        List<JsonNode> drift = CommandRun.done("drift", base, up, "--json").objects();
        assertThat(drift).hasSize(12);
        for (JsonNode layer : drift) {
            assertThat(layer.propertyNames())
                    .containsExactly("layer", "from", "relativeFrobenius", "cosine");
            assertThat(layer.path("relativeFrobenius").asDouble()).isZero();
            assertThat(layer.path("cosine").asDouble()).isCloseTo(1.0, within(1e-9));
        }
        assertThat(drift.get(6).path("from").asInt()).isEqualTo(2);
    }

    @Test
    void copiesThatAreNoOpsAnswerAsTheBaseDoes() {
        Path plain = folder.resolve("plain");
        Path up = folder.resolve("up");
        CommandRun.done("convert", "pico-base", plain, "--type", "F32", "--quiet");
        CommandRun.done("upscale", plain, up, "--interleave", "2-5", "--identity", "--quiet");

        assertThat(generate(up).path("ids")).isEqualTo(generate(plain).path("ids"));
    }

    @Test
    void greedyTextIsAlwaysTheSame() {
        JsonNode first = generate("pico-base");
        JsonNode second = generate("pico-base");

        assertThat(first.propertyNames())
                .containsExactly("text", "ids", "finishReason", "usage", "timings");
        assertThat(first.path("usage").propertyNames())
                .containsExactly("promptTokens", "completionTokens");
        assertThat(first.path("timings").propertyNames())
                .containsExactly(
                        "promptMs", "predictedMs", "promptPerSecond", "predictedPerSecond");
        assertThat(first.path("ids")).isEqualTo(second.path("ids")).hasSize(8);
        assertThat(first.path("finishReason").asString()).isEqualTo("length");
        CommandRun plain =
                CommandRun.done(
                        "generate",
                        "pico-base",
                        "-p",
                        PROMPT,
                        "--temperature",
                        0,
                        "-n",
                        8,
                        "--quiet");
        assertThat(plain.out().strip()).isEqualTo((PROMPT + first.path("text").asString()).strip());
    }

    private static JsonNode generate(Object model) {
        return CommandRun.done(
                        "generate",
                        model,
                        "-p",
                        PROMPT,
                        "--temperature",
                        0,
                        "-n",
                        8,
                        "--ignore-eos",
                        "--quiet",
                        "--json")
                .object();
    }

    @Test
    void logprobsComeInOpenAisForm() {
        JsonNode content =
                CommandRun.done(
                                "generate",
                                "pico-base",
                                "-p",
                                PROMPT,
                                "--temperature",
                                0,
                                "-n",
                                2,
                                "--logprobs",
                                3,
                                "--json",
                                "--quiet")
                        .object()
                        .path("logprobs")
                        .path("content");

        assertThat(content).hasSize(2);
        JsonNode top = content.get(0).path("top_logprobs");
        assertThat(top).hasSize(3);
        assertThat(top.get(0).path("token")).isEqualTo(content.get(0).path("token"));
        assertThat(top.get(0).path("logprob").asDouble())
                .isGreaterThanOrEqualTo(top.get(1).path("logprob").asDouble())
                .isNegative();
    }

    @Test
    void scoresMultiplyAlongATextAndKeepTheirOrder() throws Exception {
        Path requests =
                CommandRun.file(
                        folder,
                        "requests.jsonl",
                        "{\"context\":\"Anna lives in\",\"continuation\":\" the town\"}",
                        "{\"text\":\"Anna lives in the town of\"}",
                        "{\"context\":\"Anna lives in the town\",\"continuation\":\" of\"}",
                        "",
                        "{\"context\":\"Anna lives in\",\"continuation\":\" the town of\"}");
        Path out = folder.resolve("scores.jsonl");

        CommandRun run = CommandRun.done("score", "pico-base", requests, "-o", out, "--json");

        List<JsonNode> scores = run.objects();
        assertThat(scores).hasSize(4);
        assertThat(scores.getFirst().propertyNames())
                .containsExactly("logprob", "tokens", "greedy");
        assertThat(scores.get(3).path("logprob").asDouble())
                .isCloseTo(
                        scores.get(0).path("logprob").asDouble()
                                + scores.get(2).path("logprob").asDouble(),
                        within(0.05));
        assertThat(scores.get(3).path("tokens").asInt())
                .isEqualTo(
                        scores.get(0).path("tokens").asInt()
                                + scores.get(2).path("tokens").asInt());
        assertThat(scores.get(1).path("tokens").asInt())
                .isGreaterThan(scores.get(3).path("tokens").asInt());
        assertThat(Files.readString(out)).isEqualTo(run.out());
    }

    @Test
    void perplexityCountsTheSecondHalfOfEachWindow() {
        String text = "Anna lives in the town of Rosby. Ben has a cat. ".repeat(20);
        Path file = CommandRun.file(folder, "book.txt", text);

        JsonNode result =
                CommandRun.done(
                                "perplexity",
                                "pico-base",
                                file,
                                "--context",
                                32,
                                "--tokens",
                                128,
                                "--json",
                                "--quiet")
                        .object();

        assertThat(result.propertyNames()).containsExactly("perplexity", "low", "high", "tokens");
        assertThat(result.path("tokens").asInt()).isBetween(4 * 15, 4 * 16);
        assertThat(result.path("perplexity").asDouble())
                .isBetween(result.path("low").asDouble(), result.path("high").asDouble())
                .isBetween(1.0, 10_000.0);
    }
}
