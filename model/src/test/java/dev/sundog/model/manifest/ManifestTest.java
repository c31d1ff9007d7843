package dev.sundog.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ManifestTest {
    private final Path temporary;

    ManifestTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private static Manifest manifest() {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("steps", 3);
        return Manifest.of("pretrain", config, Map.of("data.txt", "ab")).withSeed(7);
    }

    @Test
    void comesBackAsItWas() {
        Manifest written =
                manifest().withMetrics(JsonNodeFactory.instance.objectNode().put("loss", 1.5));
        written.write(temporary);
        assertThat(Manifest.read(temporary)).contains(written);
        assertThat(written.toolVersion()).matches("\\d+\\.\\d+.*");
    }

    @Test
    void brokenOnesAreNamed() throws IOException {
        assertThat(Manifest.read(temporary)).isEmpty();
        Files.writeString(temporary.resolve("manifest.json"), "{\"kind\": 3}");
        assertThatThrownBy(() -> Manifest.read(temporary))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("manifest.json")
                .hasMessageContaining("kind");
    }

    @Test
    void directoriesOfOthersAreNeverCleared() throws IOException {
        Path directory = temporary.resolve("out");
        OutputDirectory.prepare(directory, false);
        OutputDirectory.prepare(directory, false);
        Path precious = directory.resolve("letter.txt");
        Files.delete(directory.resolve(OutputDirectory.IN_PROGRESS));
        Files.writeString(precious, "dear");
        assertThatThrownBy(() -> OutputDirectory.prepare(directory, false))
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> OutputDirectory.prepare(directory, true))
                .hasMessageContaining("not ours");
        assertThat(precious).exists();
    }

    @Test
    void ownDirectoriesAreClearedOnDemand() throws IOException {
        Path directory = temporary.resolve("out");
        OutputDirectory.prepare(directory, false);
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/c.txt"), "c");
        OutputDirectory.complete(directory, manifest());
        assertThat(directory.resolve(OutputDirectory.IN_PROGRESS)).doesNotExist();
        assertThatThrownBy(() -> OutputDirectory.prepare(directory, false))
                .isInstanceOf(SundogException.class);
        OutputDirectory.prepare(directory, true);
        assertThat(directory.resolve("a")).doesNotExist();
        assertThat(Manifest.exists(directory)).isFalse();
    }

    @Test
    void digestsAreSha256() throws IOException {
        Path file = temporary.resolve("abc");
        Files.writeString(file, "abc");
        // the example of FIPS 180-2, appendix B.1
        String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Digests.sha256(file)).isEqualTo(expected);
        assertThat(Digests.of(temporary)).containsExactly(Map.entry(file.toString(), expected));
    }
}
