package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;
import dev.sundog.server.RunningServer.Reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that leave, dawdle, send too much or the wrong thing, or all come at once. */
@Timeout(120)
class BadClientsTest {
    private static final String COMPLETIONS = "/v1/completions";
    private static final String ENDLESS =
            """
            {"model": "tiny", "prompt": "x", "max_tokens": 3000, "ignore_eos": true, "temperature": 0, "stream": %s}\
            """;

    @TempDir private Path folder;

    private static void beats(Metronome metronome, int count) {
        for (int i = 0; i < count; i++) {
            metronome.beat();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverLeavesFreesTheSlotBeforeTheNextToken(boolean stream) throws IOException {
        try (RunningServer running = new RunningServer(folder, 2, 0, RunningServer.OPTIONS);
                Metronome metronome = new Metronome(running.model())) {
            RawClient client = new RawClient(running.port());
            client.post(COMPLETIONS, ENDLESS.formatted(stream));
            RunningServer.until(
                    "the request is accepted",
                    () -> running.model().scheduler().status().queued() == 1);
            metronome.beat();
            metronome.beat();
            assertThat(running.model().scheduler().status().busy()).isEqualTo(2);
            if (stream) {
                // a character is shown when the next has begun, and may have several tokens
                beats(metronome, 12);
                client.await("data: ");
            }
            client.close();
            RunningServer.until("the server sees it", () -> running.requestsEnded(499) == 1);
            long tokens = running.model().scheduler().status().generatedTokens();
            metronome.beat();
            assertThat(running.model().scheduler().status().busy()).isEqualTo(1);
            assertThat(running.model().scheduler().status().generatedTokens())
                    .isEqualTo(tokens + 1);
        }
    }

    @Test
    void aResetWhileWaitingInTheQueueIsNoticed() throws IOException {
        try (RunningServer running = new RunningServer(folder, 1, 1, RunningServer.OPTIONS);
                Metronome metronome = new Metronome(running.model())) {
            RawClient client = new RawClient(running.port());
            client.post(COMPLETIONS, ENDLESS.formatted(true));
            RunningServer.until(
                    "it waits", () -> running.model().scheduler().status().queued() == 1);
            client.reset();
            RunningServer.until("the server sees it", () -> running.requestsEnded(499) == 1);
            metronome.beat();
            metronome.beat();
            assertThat(running.model().scheduler().status().queued()).isZero();
        }
    }

    @Test
    void aConnectionServesOneRequestAfterAnother() throws IOException {
        try (RunningServer running = new RunningServer(folder, 1, 1, RunningServer.OPTIONS);
                RawClient client = new RawClient(running.port())) {
            String body = "{\"model\": \"tiny\", \"prompt\": \"x\", \"max_tokens\": 3}";
            for (int i = 0; i < 5; i++) {
                client.post(COMPLETIONS, body);
                client.await("\"text_completion\"");
            }
            // pipelined: the second is there before the first is answered
            client.post(COMPLETIONS, body).post(COMPLETIONS, body.replace('3', '2'));
            client.await("HTTP/1.1 200");
            client.await("HTTP/1.1 200");
        }
    }

    @Test
    void aFullQueueSaysWhenToComeAgain() throws IOException {
        try (RunningServer running = new RunningServer(folder, 1, 0, RunningServer.OPTIONS)) {
            String body = "{\"model\": \"tiny\", \"prompt\": \"x\", \"max_tokens\": 3}";
            try (Metronome metronome = new Metronome(running.model())) {
                for (String stream : List.of("", "\"stream\": true, ")) {
                    Reply reply = running.post(COMPLETIONS, "{" + stream + body.substring(1));
                    assertThat(reply.status()).isEqualTo(503);
                    assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
                    assertThat(reply.error().path("code").asString()).isEqualTo("overloaded");
                }
            }
            RunningServer.until(
                    "the slot is free", () -> running.model().scheduler().status().busy() == 0);
            RunningServer.until(
                    "it is served again", () -> running.post(COMPLETIONS, body).status() == 200);
        }
    }

    @Test
    void tooLargeBodiesAreRefused() throws IOException {
        try (RunningServer running = new RunningServer(folder, 1, 1, RunningServer.OPTIONS)) {
            Reply announced = running.post(COMPLETIONS, "x".repeat(200_000));
            assertThat(announced.status()).isEqualTo(413);
            assertThat(announced.error().path("code").asString()).isEqualTo("body_too_large");
            try (RawClient client = new RawClient(running.port())) {
                client.send(RawClient.head(COMPLETIONS, "Transfer-Encoding: chunked"));
                String chunk = "4000\r\n" + "y".repeat(0x4000) + "\r\n";
                for (int i = 0; i < 10; i++) {
                    client.send(chunk);
                }
                client.send("0\r\n\r\n");
                assertThat(client.rest()).startsWith("HTTP/1.1 413").contains("body_too_large");
            }
            assertThat(running.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatNeverComesIsGivenUp() throws IOException {
        ServerOptions impatient =
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        List.of(),
                        1000,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(300));
        try (RunningServer running = new RunningServer(folder, 1, 1, impatient);
                RawClient client = new RawClient(running.port())) {
            client.send(RawClient.head(COMPLETIONS, "Content-Length: 100") + "{\"model\"");
            assertThat(client.rest()).startsWith("HTTP/1.1 408").contains("body_timeout");
        }
    }

    @Test
    void whatIsNoHttpGetsAnErrorObject() throws IOException {
        try (RunningServer running = new RunningServer(folder, 1, 1, RunningServer.OPTIONS)) {
            for (String line :
                    List.of(
                            "GET / HTTP/1.1\r\nHost: a\r\nBroken Header\r\n\r\n",
                            "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
                try (RawClient client = new RawClient(running.port())) {
                    assertThat(client.send(line).rest()).startsWith("HTTP/1.1 4").contains("error");
                }
            }
            assertThat(running.get("/health").status()).isEqualTo(200);
            assertThat(running.bugs()).isEmpty();
        }
    }

    @Test
    void keysOpenTheApiOnly() throws IOException {
        ServerOptions options =
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        List.of("k3y", "other"),
                        100_000,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1));
        try (RunningServer running = new RunningServer(folder, 1, 1, options)) {
            for (String open : List.of("/health", "/metrics", "/")) {
                assertThat(running.get(open).status()).as(open).isEqualTo(200);
            }
            for (String key : List.of("", "Bearer", "Bearer k3", "Bearer k3yy", "Basic k3y")) {
                Reply reply =
                        key.isEmpty()
                                ? running.get("/v1/models")
                                : running.get("/v1/models", "Authorization", key);
                assertThat(reply.status()).as(key).isEqualTo(401);
                assertThat(reply.error().path("code").asString()).isEqualTo("invalid_api_key");
            }
            assertThat(running.post(COMPLETIONS, "{").status()).isEqualTo(401);
            assertThat(running.get("/v1/nothing").status()).isEqualTo(401);
            for (String key : List.of("Bearer k3y", "bearer other")) {
                assertThat(running.get("/v1/models", "Authorization", key).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void theTimeOfARequestIsLimited() throws IOException {
        ServerOptions impatient =
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        List.of(),
                        100_000,
                        Duration.ofMillis(300),
                        Duration.ofMinutes(1));
        try (RunningServer running = new RunningServer(folder, 2, 0, impatient);
                Metronome metronome = new Metronome(running.model())) {
            Reply reply = running.post(COMPLETIONS, ENDLESS.formatted(false));
            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.error().path("code").asString()).isEqualTo("timeout");
            metronome.beat();
            metronome.beat();
            assertThat(running.model().scheduler().status().busy()).isEqualTo(1);
        }
    }

    @Test
    void stoppingLetsAnAnswerEndAndTakesNoMore() throws Exception {
        try (RunningServer running = new RunningServer(folder, 2, 2, RunningServer.OPTIONS);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Metronome metronome = new Metronome(running.model());
            RawClient client = new RawClient(running.port());
            client.post(COMPLETIONS, ENDLESS.formatted(true).replace("3000", "40"));
            RunningServer.until(
                    "it waits", () -> running.model().scheduler().status().queued() == 1);
            beats(metronome, 14);
            client.await("data: ");
            Future<Boolean> stopped =
                    threads.submit(() -> running.server().stop(Duration.ofSeconds(60)));
            RunningServer.until("it says so", () -> running.get("/health").status() == 503);
            Reply late = running.post(COMPLETIONS, ENDLESS.formatted(false));
            assertThat(late.status()).isEqualTo(503);
            metronome.close();
            client.await("data: [DONE]");
            assertThat(stopped.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void sixteenAtOnceAndSomeLeave() throws Exception {
        try (RunningServer running = new RunningServer(folder, 4, 16, RunningServer.OPTIONS);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int number = i;
                clients.add(
                        threads.submit(
                                () -> {
                                    if (number % 4 == 3) {
                                        leaveEarly(running);
                                    } else {
                                        completeFully(running, "client " + number);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> client : clients) {
                client.get(100, TimeUnit.SECONDS);
            }
            RunningServer.until(
                    "all slots are free",
                    () ->
                            running.model().scheduler().status().busy() == 0
                                    && running.model().scheduler().status().queued() == 0);
            assertThat(running.bugs()).isEmpty();
            assertThat(running.requestsEnded(200)).isGreaterThanOrEqualTo(12);
        }
    }

    private static void leaveEarly(RunningServer running) throws IOException {
        RawClient client = new RawClient(running.port());
        client.post(COMPLETIONS, ENDLESS.formatted(true));
        client.await("data: ");
        client.reset();
    }

    private static void completeFully(RunningServer running, String prompt) {
        Reply reply =
                running.post(
                        COMPLETIONS,
                        """
                        {"model": "tiny", "prompt": "%s", "max_tokens": 60, "temperature": 0}\
                        """
                                .formatted(prompt));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("choices").get(0).path("text").asString())
                .isEqualTo(
                        running.model()
                                .model()
                                .generate(prompt, GenerationOptions.greedy(60), TokenListener.NONE)
                                .text());
    }
}
