package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a hub that behaves is asked for, and what of it is kept. */
class HubPullTest {
    private static final String MODEL = "hf:" + TestHub.REPOSITORY;

    @TempDir private Path home;
    private TestHub hub;
    private PullFixture fixture;

    @BeforeEach
    void open() throws IOException {
        hub = TestHub.withModel();
        fixture = new PullFixture(home);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void onlyWhatAModelNeedsIsFetched() throws IOException {
        StoreEntry entry = fixture.pull(fixture.store(hub), MODEL);

        assertThat(entry.name()).isEqualTo("tiny");
        assertThat(PullFixture.tree(entry.folder()))
                .containsExactly(
                        "config.json", "manifest.json", "model.safetensors", "tokenizer.json");
        assertThat(entry.folder().resolve("model.safetensors"))
                .hasBinaryContent(hub.files.get("model.safetensors"));
        assertThat(entry.source()).contains(MODEL);
        assertThat(entry.commit()).contains(TestHub.COMMIT);
        assertThat(Manifest.read(entry.folder()).orElseThrow().inputs())
                .containsEntry("model.safetensors", hub.sha256("model.safetensors"));
        assertThat(hub.seen).noneMatch(one -> one.path().endsWith(".bin"));
        assertThat(fixture.partials()).isEmpty();
        assertThat(PullFixture.tree(home.resolve("models")))
                .allMatch(file -> file.startsWith("tiny"));
        long sum = entry.files().stream().mapToLong(StoredFile::bytes).sum();
        assertThat(fixture.lastDone).isEqualTo(sum).isEqualTo(fixture.lastTotal);
    }

    @Test
    void contentsAreLinkedAndKeptOnce() throws IOException {
        ModelStore store = fixture.store(hub);
        StoreEntry first = fixture.pull(store, MODEL);
        StoreEntry second = store.pull(MODEL + "@v1", Optional.of("again"), fixture);

        Path blob = fixture.folders().blob(hub.sha256("model.safetensors"));
        assertThat(Files.isSameFile(first.folder().resolve("model.safetensors"), blob)).isTrue();
        assertThat(Files.isSameFile(second.folder().resolve("model.safetensors"), blob)).isTrue();
        assertThat(hub.requests("model.safetensors")).hasSize(1);
        assertThat(first.sha256()).isEqualTo(second.sha256());
    }

    @Test
    void whatIsThereIsNotFetchedAgain() {
        ModelStore store = fixture.store(hub);
        fixture.pull(store, MODEL);
        fixture.pull(store, MODEL);

        assertThat(hub.requests("model.safetensors")).hasSize(1);
        assertThat(hub.requests("config.json")).hasSize(1);
    }

    @Test
    void aChangedFileOfABranchTakesThePlaceOfTheOld() {
        ModelStore store = fixture.store(hub);
        fixture.pull(store, MODEL);
        hub.small("config.json", "{\"model_type\": \"other\"}");

        StoreEntry entry = fixture.pull(store, MODEL);

        assertThat(entry.folder().resolve("config.json")).hasContent("{\"model_type\": \"other\"}");
        assertThat(hub.requests("model.safetensors")).hasSize(1);
    }

    @Test
    void aDamagedFileIsFetchedAgain() throws IOException {
        ModelStore store = fixture.store(hub);
        Path file = fixture.pull(store, MODEL).folder().resolve("model.safetensors");
        assertThat(file.toFile().setWritable(true)).isTrue();
        byte[] bytes = Files.readAllBytes(file);
        bytes[1000] ^= 1;
        Files.write(file, bytes);

        StoreEntry again = fixture.pull(store, MODEL);

        assertThat(again.folder().resolve("model.safetensors"))
                .hasBinaryContent(hub.files.get("model.safetensors"));
        assertThat(hub.requests("model.safetensors")).hasSize(2);
    }

    @Test
    void aDamagedSmallFileIsFetchedAgain() throws IOException {
        ModelStore store = fixture.store(hub);
        Path file = fixture.pull(store, MODEL).folder().resolve("config.json");
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, "{\"model_type\": \"wrong\"}");

        assertThat(fixture.pull(store, MODEL).folder().resolve("config.json"))
                .hasContent("{\"model_type\": \"llama\"}");
    }

    @Test
    void revisionsAreBranchesTagsAndCommits() {
        ModelStore store = fixture.store(hub);

        assertThat(fixture.pull(store, MODEL + "@v1").name()).isEqualTo("tiny@v1");
        assertThat(fixture.pull(store, MODEL + "@" + TestHub.COMMIT).commit())
                .contains(TestHub.COMMIT);
        assertThatThrownBy(() -> fixture.pull(store, MODEL + "@gone"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("no such revision")
                .extracting(e -> ((SundogException) e).kind())
                .isEqualTo(SundogException.Kind.RESOURCE);
    }

    @Test
    void shardsAreThoseThatTheIndexNames() {
        hub.files.remove("model.safetensors");
        hub.large("model-00001-of-00002.safetensors", 5000);
        hub.large("model-00002-of-00002.safetensors", 6000);
        hub.large("consolidated.safetensors", 7000);
        hub.small(
                "model.safetensors.index.json",
                """
                {"weight_map": {"a": "model-00001-of-00002.safetensors",
                                "b": "model-00002-of-00002.safetensors",
                                "c": "model-00001-of-00002.safetensors"}}
                """);

        StoreEntry entry = fixture.pull(fixture.store(hub), MODEL);

        assertThat(entry.files())
                .extracting(StoredFile::name)
                .containsExactly(
                        "config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json",
                        "tokenizer.json");
    }

    @Test
    void oneGgufFileIsChosenByNamePatternOrQuantisation() {
        byte[] small = hub.large("tiny-Q4_K_M.gguf", 4000);
        byte[] big = hub.large("sub/tiny-Q8_0.gguf", 8000);
        ModelStore store = fixture.store(hub);

        for (String file : List.of("Q8_0", "q8_0", "*Q8*.gguf", "sub/tiny-Q8_0.gguf")) {
            StoreEntry entry = fixture.pull(store, MODEL + ":" + file);
            assertThat(entry.files())
                    .extracting(StoredFile::name)
                    .containsExactly("sub/tiny-Q8_0.gguf");
            assertThat(ModelStore.modelIn(entry.folder())).hasBinaryContent(big);
            assertThat(entry.sha256()).contains(hub.sha256("sub/tiny-Q8_0.gguf"));
        }
        hub.files.remove("model.safetensors");
        assertThat(ModelStore.modelIn(fixture.pull(store, MODEL).folder())).hasBinaryContent(small);
        assertThatThrownBy(() -> fixture.pull(store, MODEL + ":Q2_K"))
                .hasMessageContaining("has no file 'Q2_K'")
                .hasMessageContaining("tiny-Q4_K_M.gguf");
        assertThatThrownBy(() -> fixture.pull(store, MODEL + ":*.gguf"))
                .hasMessageContaining("fits several");
    }

    @Test
    void aPickleIsNeverFetched() {
        hub.files.remove("model.safetensors");
        ModelStore store = fixture.store(hub);

        for (String reference : List.of(MODEL, MODEL + ":pytorch_model.bin", MODEL + ":*.bin")) {
            assertThatThrownBy(() -> fixture.pull(store, reference))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("pickle")
                    .hasMessageContaining("run")
                    .extracting(e -> ((SundogException) e).kind())
                    .isEqualTo(SundogException.Kind.DATA);
        }
        assertThat(hub.seen).noneMatch(one -> one.path().contains("/resolve/"));
        assertThat(PullFixture.tree(home.resolve("models"))).isEmpty();
    }

    @Test
    void aListWithoutSizesIsCompletedFromTheTree() {
        hub.blobs = false;

        StoreEntry entry = fixture.pull(fixture.store(hub), MODEL);

        assertThat(entry.files()).hasSize(3);
        assertThat(hub.seen).anyMatch(one -> one.path().contains("/tree/" + TestHub.COMMIT));
        assertThat(hub.seen).noneMatch(one -> one.method().equals("HEAD"));
    }

    @Test
    void withoutATreeFilesAreAskedForOneByOne() {
        hub.blobs = false;
        hub.tree = false;
        hub.listedDigests.put("model.safetensors", "0".repeat(64));

        assertThatThrownBy(() -> fixture.pull(fixture.store(hub), MODEL))
                .hasMessageContaining("expected SHA-256 " + "0".repeat(64));
        hub.listedDigests.clear();
        assertThat(fixture.pull(fixture.store(hub), MODEL).files()).hasSize(3);
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() {
        hub.token = Optional.of("hf_secret");

        fixture.pull(fixture.store(hub, "HF_TOKEN", "hf_secret"), MODEL);

        assertThat(hub.seen)
                .filteredOn(one -> one.server().equals("hub"))
                .allMatch(one -> one.authorization().equals(Optional.of("Bearer hf_secret")));
        assertThat(hub.requests("model.safetensors"))
                .hasSize(1)
                .allMatch(one -> one.authorization().isEmpty());
    }

    @Test
    void withoutAnEndpointItIsSaidWhatToSet() {
        ModelStore store = fixture.store(Map.of());

        assertThatThrownBy(() -> fixture.pull(store, MODEL))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("HF_ENDPOINT")
                .extracting(e -> ((SundogException) e).kind())
                .isEqualTo(SundogException.Kind.RESOURCE);
    }

    @Test
    void whatIsInTheStoreNeedsNoHub() {
        fixture.pull(fixture.store(hub), MODEL);
        hub.close();

        ModelStore offline = fixture.store(Map.of("HF_HUB_OFFLINE", "1"));
        assertThat(offline.resolve(MODEL)).isEqualTo(home.resolve("models/tiny"));
        assertThat(offline.resolve("tiny")).isEqualTo(home.resolve("models/tiny"));
        assertThat(fixture.pull(offline, MODEL).commit()).contains(TestHub.COMMIT);
        assertThatThrownBy(() -> fixture.pull(offline, "hf:acme/other"))
                .hasMessageContaining("HF_HUB_OFFLINE");
        assertThatThrownBy(() -> fixture.pull(fixture.store(hub), MODEL))
                .hasMessageContaining("could not be reached")
                .hasMessageContaining("works without the hub: tiny");
    }

    @Test
    void aNameThatSomethingElseHasIsRefusedBeforeAnythingIsFetched() {
        ModelStore store = fixture.store(hub);
        fixture.pull(store, MODEL);
        int requests = hub.seen.size();

        assertThatThrownBy(() -> fixture.pull(store, "hf:other/tiny"))
                .hasMessageContaining("--name")
                .hasMessageContaining(MODEL);
        assertThat(hub.seen).hasSize(requests);
    }
}
