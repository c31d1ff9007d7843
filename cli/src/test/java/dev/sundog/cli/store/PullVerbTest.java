package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;
import dev.sundog.cli.store.TestHub.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The verbs of the store in processes of their own, with the environment users give them. */
class PullVerbTest {
    private static final String FILE = "pico-base.gguf";
    private static final String MODEL = "hf:" + TestHub.REPOSITORY + ":" + FILE;

    @TempDir private Path folder;
    private TestHub hub;
    private int runs;

    /**
     * A process and what it prints.
     *
     * @param out file of its standard output
     * @param err file of its standard error
     */
    private record Run(Process process, Path out, Path err) {
        int status() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        String said() throws IOException {
            return Files.readString(err);
        }

        JsonNode object() throws IOException {
            return JsonMapper.shared().readTree(Files.readString(out));
        }
    }

    @BeforeEach
    void open() throws IOException {
        hub = new TestHub();
        hub.large(FILE, 0);
        hub.files.put(
                FILE,
                Files.readAllBytes(CommandRun.root().resolve("models/pico-base").resolve(FILE)));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Run start(List<String> prefix, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(CommandRun.process(arguments));
        Path out = folder.resolve("out-" + runs);
        Path err = folder.resolve("err-" + runs++);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).contains("proxy"));
        builder.environment().put("SUNDOG_HOME", folder.resolve("home").toString());
        builder.environment().put("HF_HOME", folder.resolve("hf").toString());
        builder.environment().put("HF_ENDPOINT", hub.endpoint().toString());
        return new Run(builder.start(), out, err);
    }

    private Run run(Object... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    @Test
    void twoProcessesFetchAFileOnce() throws Exception {
        hub.fail(FILE, Fault.DROP, Fault.DROP);
        Run first = run("pull", MODEL, "--json");
        Run second = run("pull", MODEL, "--json");

        assertThat(first.status()).as(first.said()).isZero();
        assertThat(second.status()).as(second.said()).isZero();
        assertThat(first.object()).isEqualTo(second.object());
        assertThat(first.object().path("sha256").asString()).isEqualTo(hub.sha256(FILE));
        assertThat(first.object().path("name").asString()).isEqualTo("tiny-pico-base");
        assertThat(Path.of(first.object().path("path").asString()))
                .hasBinaryContent(hub.files.get(FILE));
        assertThat(hub.requests(FILE)).hasSize(3);

        Run use = run("inspect", MODEL, "--json");
        assertThat(use.status()).as(use.said()).isZero();
        assertThat(hub.requests(FILE)).hasSize(3);
        Run list = run("models", "--json");
        assertThat(list.status()).isZero();
        assertThat(list.object().path("source").asString()).isEqualTo(MODEL);
    }

    @Test
    void ctrlCEndsWith130AndALaterPullGoesOn() throws Exception {
        hub.fail(FILE, Fault.STALL);
        // a runner in the background may have Ctrl-C ignored, which is inherited
        Run stopped = start(List.of("env", "--default-signal=INT"), "pull", MODEL);
        Path partial = folder.resolve("home/partial").resolve(hub.sha256(FILE) + ".part");
        long half = hub.content(FILE).length / 2;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
        while (System.nanoTime() < end && (!Files.exists(partial) || Files.size(partial) < half)) {
            Thread.sleep(20);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(stopped.process().pid()))
                .start()
                .waitFor();

        assertThat(stopped.status()).as(stopped.said()).isEqualTo(130);
        assertThat(stopped.said()).contains("goes on from there").doesNotContain("\tat ");
        assertThat(folder.resolve("home/models/tiny-pico-base")).doesNotExist();

        Run again = run("pull", MODEL, "--json");
        assertThat(again.status()).as(again.said()).isZero();
        assertThat(hub.requests(FILE).getLast().range()).contains("bytes=" + half + "-");
    }

    @Test
    void removedModelsAreFreedByCollection() throws Exception {
        assertThat(run("pull", MODEL, "--name", "mine", "--quiet").status()).isZero();
        Run kept = run("gc", "--json");
        assertThat(kept.status()).as(kept.said()).isZero();
        assertThat(kept.object().path("bytes").asLong()).isZero();

        assertThat(run("rm", "mine").status()).isZero();
        Run freed = run("gc", "--json");
        assertThat(freed.status()).as(freed.said()).isZero();
        assertThat(freed.object().path("bytes").asLong()).isEqualTo(hub.content(FILE).length);
        assertThat(PullFixture.tree(folder.resolve("home/blobs"))).isEmpty();
        Run unknown = run("rm", "mine");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.said()).contains("sundog: the store ", "has no model 'mine'");
        assertThat(run("rm", "../mine").status()).isEqualTo(2);
    }

    @Test
    void whatFailsHasItsStatusAndAMessage() throws Exception {
        Run missing = run("pull", "hf:acme/none");
        assertThat(missing.status()).isEqualTo(4);
        assertThat(missing.said()).contains("sundog: hf:acme/none: ").doesNotContain("\tat ");

        hub.listedDigests.put(FILE, "2".repeat(64));
        Run wrong = run("pull", MODEL);
        assertThat(wrong.status()).isEqualTo(3);
        assertThat(wrong.said()).contains("expected SHA-256 222222").doesNotContain("\tat ");
        assertThat(PullFixture.tree(folder.resolve("home/models"))).isEmpty();
    }
}
