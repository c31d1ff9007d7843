package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

@Timeout(120)
class ServeCommandTest {
    @Test
    void servesUntilItIsAskedToStop() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                CommandRun.process(
                                        "serve",
                                        "pico-base",
                                        "--alias",
                                        "first=pico-base",
                                        "--port",
                                        "0",
                                        "--api-key",
                                        "k3y",
                                        "--json",
                                        "--quiet"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            JsonNode started = new JsonMapper().readTree(out.readLine());
            assertThat(started.path("models").valueStream().map(JsonNode::asString))
                    .containsExactly("first");
            String body =
                    "{\"model\": \"first\", \"prompt\": \"Hana lives in\", \"temperature\": 0}";
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    started.path("url").asString()
                                                            + "/v1/completions"))
                                    .header("Authorization", "Bearer k3y")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            String text =
                    new JsonMapper()
                            .readTree(answer.body())
                            .path("choices")
                            .get(0)
                            .path("text")
                            .asString();
            assertThat(text).isEqualTo(generated());
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The same completion through the verb; the server's default is 16 tokens. */
    private static String generated() {
        return CommandRun.done(
                        "generate",
                        "pico-base",
                        "-p",
                        "Hana lives in",
                        "-n",
                        "16",
                        "--temperature",
                        "0",
                        "--json")
                .object()
                .path("text")
                .asString();
    }

    @Test
    void aPortInUseIsAResourceThatIsMissing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandRun run = CommandRun.of("serve", "pico-base", "--port", taken.getLocalPort());
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err())
                    .contains("port " + taken.getLocalPort())
                    .contains("--port")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, --port 70000, port",
        "2, --parallel 0, slots",
        "2, --parallel 1000, slots",
        "2, --queue -1, queue",
        "2, --context 100000, context",
        "2, --context 0, context",
        "2, --timeout 0, time",
        "2, --grace -1, grace",
        "2, --max-body 0, bodies",
        "2, --alias a=pico-base --alias b=pico-base --alias a, alias",
        "2, --alias pico-base=wheel:x pico-base, pico-base",
        "4, --host no.such.host.invalid, no.such.host.invalid"
    })
    void wrongUsageIsSaid(int status, String flags, String named) {
        CommandRun run = CommandRun.of((Object[]) ("serve pico-base " + flags).split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err()).contains(named).doesNotContain("\tat ");
    }
}
