package dev.sundog.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.reader.TrainingData;
import dev.sundog.data.reader.TrainingRecord;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Shards: what goes in comes out, and nothing else is believed. */
class TokenShardTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @CsvSource({"257,0,2", "65536,65000,2", "100000,99000,4"})
    void documentsComeBack(int vocabularySize, int first, int idBytes) throws IOException {
        ByteTokenizer tokenizer = new ByteTokenizer(vocabularySize, first);
        Path shard = folder.resolve("tokens");
        try (RecordSource records = corpus(1000)) {
            TokenShardWriter.Summary summary =
                    TokenShardWriter.write(shard, records, tokenizer, 2, ProgressListener.NONE);
            assertThat(summary.documents()).isEqualTo(1000);
            assertThat(Files.size(folder.resolve("tokens.ids")))
                    .isEqualTo(summary.tokens() * idBytes);
            try (TokenShard read = TokenShard.open(shard)) {
                assertThat(read.size()).isEqualTo(1000);
                assertThat(read.tokenCount()).isEqualTo(summary.tokens());
                assertThat(read.vocabularySize()).isEqualTo(vocabularySize);
                assertThatCode(read::verify).doesNotThrowAnyException();
                for (int i : new int[] {0, 1, 500, 999}) {
                    int[] ids = read.document(i);
                    assertThat(ids).hasSize(read.length(i)).endsWith(vocabularySize - 1);
                    String text = ((TrainingRecord.Text) records.get(i)).text();
                    assertThat(tokenizer.decode(Arrays.copyOf(ids, ids.length - 1), false))
                            .isEqualTo(text);
                }
                assertThatThrownBy(() -> read.document(1000))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void theBytesDoNotDependOnTheThreads() throws IOException {
        ByteTokenizer tokenizer = new ByteTokenizer(257, 0);
        try (RecordSource records = corpus(3000)) {
            for (int threads : new int[] {1, 2, 5}) {
                Path shard = folder.resolve("by" + threads);
                TokenShardWriter.write(shard, records, tokenizer, threads, ProgressListener.NONE);
                for (String suffix : List.of(".ids", ".idx")) {
                    assertThat(folder.resolve("by" + threads + suffix))
                            .hasSameBinaryContentAs(folder.resolve("by1" + suffix));
                }
            }
        }
    }

    @Test
    void aChangedIndexIsNeverBelieved() throws IOException {
        Path shard = written(50);
        Path index = folder.resolve("tokens.idx");
        byte[] whole = Files.readAllBytes(index);
        Random random = new Random(5);
        for (int trial = 0; trial < 400; trial++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            int kept = trial % 4 == 0 ? random.nextInt(whole.length) : whole.length;
            Files.write(index, Arrays.copyOf(changed, kept));
            assertThatThrownBy(() -> TokenShard.open(shard).close())
                    .as("trial " + trial)
                    .isInstanceOfSatisfying(
                            SundogException.class,
                            e -> assertThat(e.code()).isEqualTo("shard-corrupt"));
        }
    }

    @Test
    void missingShortAndChangedIdsAreFound() throws IOException {
        Path shard = written(50);
        Path file = folder.resolve("tokens.ids");
        byte[] ids = Files.readAllBytes(file);
        byte[] changed = ids.clone();
        changed[7] ^= 4;
        Files.write(file, changed);
        try (TokenShard read = TokenShard.open(shard)) {
            assertThatThrownBy(read::verify).hasMessageContaining("tokens.ids");
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < read.size(); i++) {
                                    read.document(i);
                                }
                            })
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("expected ids below 257");
        }
        Files.write(file, Arrays.copyOf(ids, ids.length - 1));
        assertThatThrownBy(() -> TokenShard.open(shard).close())
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("tokens.ids");
        Files.delete(file);
        assertThatThrownBy(() -> TokenShard.open(shard).close())
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void aBrokenRecordLeavesNoShard() throws IOException {
        Path file = folder.resolve("broken.jsonl");
        Files.writeString(file, "{\"text\":\"a\"}\n{\"text\":1}\n");
        try (RecordSource records = open(file)) {
            assertThatThrownBy(
                            () ->
                                    TokenShardWriter.write(
                                            folder.resolve("out"),
                                            records,
                                            new ByteTokenizer(257, 0),
                                            2,
                                            ProgressListener.NONE))
                    .isInstanceOf(SundogException.class)
                    .hasMessageContaining("broken.jsonl:2");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**out*");
    }

    private Path written(int documents) throws IOException {
        Path shard = folder.resolve("tokens");
        try (RecordSource records = corpus(documents)) {
            TokenShardWriter.write(
                    shard, records, new ByteTokenizer(257, 0), 2, ProgressListener.NONE);
        }
        return shard;
    }

    private RecordSource corpus(int documents) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < documents; i++) {
            String text = "안녕 ".repeat(i % 5) + i;
            lines.append("{\"text\":\"").append(text).append("\"}\n");
        }
        Path file = folder.resolve("corpus.jsonl");
        Files.writeString(file, lines);
        return open(file);
    }

    private static RecordSource open(Path file) {
        return TrainingData.open(List.of(TrainingData.Input.of(file)), Optional.empty());
    }
}
