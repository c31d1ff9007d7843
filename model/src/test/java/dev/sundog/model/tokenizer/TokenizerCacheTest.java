package dev.sundog.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Tables of large files that are kept: the same tokenizer, whatever became of what was kept. */
class TokenizerCacheTest {
    private static final String TEXT = "x12 the  x4095, naïve 山 x7x";

    /** Enough entries for a file of two megabytes. */
    private static final int WORDS = 30_000;

    @TempDir private Path folder;

    @BeforeEach
    void keep() {
        TokenizerCache.keepIn(folder.resolve("kept"));
    }

    @AfterEach
    void keepElsewhere() {
        TokenizerCache.keepIn(folder.resolve("ended"));
    }

    /** Letters and digits, and words x0, x1, … made digit by digit. */
    private static byte[] json() {
        return json(-1);
    }

    /** The same with one word that begins with y, which no merge makes. */
    private static byte[] json(int renamed) {
        String space = " ".repeat(20);
        StringBuilder vocabulary = new StringBuilder("\"<unk>\": 0");
        StringBuilder merges = new StringBuilder();
        int id = 1;
        for (char c : "x0123456789".toCharArray()) {
            vocabulary.append(",\"").append(c).append("\": ").append(id++);
        }
        for (int word = 0; word < WORDS; word++) {
            String name = Integer.toString(word);
            vocabulary.append(",\n").append(space).append(word == renamed ? "\"y" : "\"x");
            vocabulary.append(name).append("\": ").append(id++);
            if (word != renamed) {
                merges.append(word == 0 ? "" : ",\n").append(space).append("[\"x");
                merges.append(name, 0, name.length() - 1).append("\",\"");
                merges.append(name.charAt(name.length() - 1)).append("\"]");
            }
        }
        String text =
                """
                {"version": "1.0", "added_tokens": [{"id": 0, "content": "<unk>", "special": true,
                 "lstrip": false, "rstrip": false, "single_word": false, "normalized": false}],
                 "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false,
                 "use_regex": false}, "decoder": {"type": "ByteLevel"},
                 "model": {"type": "BPE", "vocab": {%s}, "merges": [%s]}}\
                """
                        .formatted(vocabulary, merges);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Tokenizer open(byte[] json) {
        return Tokenizers.fromJson(json, Optional.empty(), folder.resolve("t.json").toString());
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
            return files.toList();
        }
    }

    private void assertSame(Tokenizer first, Tokenizer second) {
        assertThat(second.encode(TEXT, true)).isEqualTo(first.encode(TEXT, true));
        assertThat(second.vocabularySize()).isEqualTo(first.vocabularySize());
        for (int id = 0; id < WORDS; id += 97) {
            assertThat(second.token(id)).isEqualTo(first.token(id));
            assertThat(second.id(first.token(id))).hasValue(id);
        }
        assertThat(second.isSpecial(0)).isTrue();
    }

    @Test
    void theSecondTimeTheTablesAreTakenAndGiveTheSame() throws IOException {
        byte[] json = json();
        assertThat(json.length).isGreaterThan(1 << 21);
        Tokenizer read = open(json);
        assertThat(entries()).hasSize(1);
        Files.setLastModifiedTime(entries().getFirst(), FileTime.fromMillis(1000));

        assertSame(read, open(json));

        assertThat(Files.getLastModifiedTime(entries().getFirst()).toMillis())
                .as("the entry was not written again")
                .isEqualTo(1000);
        assertThat(read.encode("x4095", false)).hasSize(1);
    }

    @Test
    void aFileThatChangedIsReadAnew() throws IOException {
        open(json());

        Tokenizer tokenizer = open(json(4095));

        assertThat(tokenizer.id("x4095")).isEmpty();
        assertThat(tokenizer.id("y4095")).isPresent();
    }

    @Test
    void whatWasDamagedIsMadeAnew() throws IOException {
        byte[] json = json();
        Tokenizer read = open(json);
        Path entry = entries().getFirst();
        byte[] whole = Files.readAllBytes(entry);
        for (int length : new int[] {0, 3, 40, whole.length / 2, whole.length - 1}) {
            Files.write(entry, Arrays.copyOf(whole, length));
            assertSame(read, open(json));
            assertThat(Files.readAllBytes(entry)).isEqualTo(whole);
        }
        byte[] flipped = whole.clone();
        flipped[whole.length / 3] ^= 1;
        Files.write(entry, flipped);
        assertSame(read, open(json));
        assertThat(Files.readAllBytes(entry)).isEqualTo(whole);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoObstacle() throws IOException {
        Files.writeString(folder.resolve("kept"), "a file where the folder would be");

        Tokenizer tokenizer = open(json());

        assertThat(tokenizer.encode("x12", false)).hasSize(1);
    }

    /** Tables of another layout or hash under the same format number would be taken for these. */
    @Test
    void theFormatIsTheOneThatItsNumberNames() throws IOException {
        byte[] json = json();
        TableWriter tables = new TableWriter();
        TokenizerFile.read(json, "t.json").save(tables);

        CRC32C checksum = new CRC32C();
        checksum.update(tables.toByteArray());

        assertThat(checksum.getValue())
                .as("change TokenizerCache.FORMAT together with this value")
                .isEqualTo(3294531470L);
    }

    @Test
    void onlySoManyAreKept() throws IOException {
        byte[] json = json();
        for (int i = 0; i < 34; i++) {
            Tokenizers.fromJson(json, Optional.empty(), folder.resolve("t" + i).toString());
        }
        assertThat(entries()).hasSize(32);
    }
}
