package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.checkpoint.ImportanceFiles;
import dev.sundog.model.checkpoint.ImportanceMatrix;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Presets, calibration and the check of {@code quantize}, on the model that is shipped. */
class QuantizeCommandTest {
    @TempDir private Path folder;

    @Test
    void theCheckMeasuresAndFailsAboveItsBound() {
        Path out = folder.resolve("q.gguf");
        JsonNode fine =
                CommandRun.done("quantize", "pico-base", out, "--type", "Q8_0", "--check", "--json")
                        .object();
        assertThat(fine.propertyNames())
                .containsExactly(
                        "bytes",
                        "rmsError",
                        "kl",
                        "sameTop",
                        "perplexity",
                        "originalPerplexity",
                        "tokens");
        assertThat(fine.path("kl").asDouble()).isBetween(0.0, 1e-4);
        assertThat(fine.path("tokens").asInt()).isEqualTo(16 * 64);

        CommandRun coarse =
                CommandRun.of(
                        "quantize",
                        "pico-base",
                        folder.resolve("c.gguf"),
                        "--type",
                        "Q2_K",
                        "--pure",
                        "--check",
                        "--max-kl",
                        "1e-6");
        assertThat(coarse.status()).isEqualTo(3);
        assertThat(coarse.out()).contains("KL to the original");
        assertThat(coarse.err()).contains("c.gguf", "--calibration", "--max-kl");
    }

    @Test
    void calibrationReadsATextAndKeepsWhatItSaw() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "Anna lives in the town of Aachen. ".repeat(60));
        Path matrix = folder.resolve("seen.gguf");
        Path out = folder.resolve("q.gguf");
        JsonNode first =
                CommandRun.done(
                                "quantize",
                                "pico-base",
                                out,
                                "--type",
                                "Q4_0",
                                "--calibration",
                                text,
                                "--imatrix-out",
                                matrix,
                                "--json")
                        .object();
        ImportanceMatrix seen = ImportanceFiles.read(matrix);
        assertThat(seen.entries()).containsKey("blk.0.ffn_down.weight");
        assertThat(seen.entries()).doesNotContainKey("token_embd.weight");
        assertThat(seen.entries().keySet()).allMatch(name -> name.startsWith("blk."));
        byte[] written = Files.readAllBytes(out);

        Path again = folder.resolve("again.gguf");
        CommandRun.done("quantize", "pico-base", again, "--type", "Q4_0", "--calibration", matrix);
        assertThat(Files.size(again)).isEqualTo(first.path("bytes").asLong());
        // the same importance gives the same weights; the files differ in their own names only
        assertThat(tail(Files.readAllBytes(again))).isEqualTo(tail(written));
    }

    private static byte[] tail(byte[] file) {
        return java.util.Arrays.copyOfRange(file, file.length - 500_000, file.length);
    }
}
