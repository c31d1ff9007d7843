package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.data.reader.DataFormat;
import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.reader.TrainingData;
import dev.sundog.data.reader.TrainingRecord;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a world, and that our own readers read them. */
class WorldWriterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theSameOptionsWriteTheSameBytes() throws IOException {
        WorldOptions options = new WorldOptions(9, 90, List.of(Language.values()));
        WorldSummary first = WorldWriter.write(folder.resolve("a"), options, ProgressListener.NONE);
        WorldWriter.write(folder.resolve("b"), options, ProgressListener.NONE);
        assertThat(first.counts()).containsEntry("base.jsonl", 90L).containsEntry("new.jsonl", 90L);
        try (Stream<Path> walk = Files.walk(folder.resolve("a"))) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            assertThat(files).hasSize(5 + 2 * 11 * 3);
            for (Path file : files) {
                Path twin = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
                assertThat(twin).hasSameBinaryContentAs(file);
                assertThat(file.toString()).doesNotEndWith(".partial");
            }
        }
    }

    @Test
    void theProbeTellsWorldsApart() {
        List<String> probe = WorldWriter.probe(new WorldOptions(9, 90, List.of(Language.ENGLISH)));
        assertThat(WorldWriter.probe(new WorldOptions(9, 90, List.of(Language.ENGLISH))))
                .isEqualTo(probe);
        assertThat(WorldWriter.probe(new WorldOptions(8, 90, List.of(Language.ENGLISH))))
                .isNotEqualTo(probe);
        assertThat(probe).anyMatch(line -> line.contains("\"chosen\""));
        // the same in every process: no map whose order differs from one to the next
        assertThat(probe)
                .noneMatch(line -> line.contains("{\"content\""))
                .anyMatch(line -> line.contains("\"messages\":[{\"role\""));
    }

    @Test
    void oneLanguageAlone() throws IOException {
        WorldOptions options = new WorldOptions(9, 10, List.of(Language.KOREAN));
        WorldSummary summary = WorldWriter.write(folder, options, ProgressListener.NONE);
        assertThat(summary.counts()).hasSize(4 + 11).containsKey("eval/world_text_ko.jsonl");
        assertThat(Files.readString(folder.resolve("base.jsonl")).lines())
                .hasSize(10)
                .allMatch(line -> line.contains("\"language\":\"ko\",\"group\":\"base\""));
        assertThat(folder.resolve("eval/world_completions_greedy_ko.yml"))
                .content()
                .contains("kind: exact-match", "data: world_completions_greedy_ko.jsonl");
    }

    @Test
    void theReadersReadWhatIsWritten() {
        WorldOptions options = new WorldOptions(9, 120, List.of(Language.values()));
        WorldWriter.write(folder, options, ProgressListener.NONE);
        readAll("base.jsonl", DataFormat.TEXT, 120);
        readAll("instructions.jsonl", DataFormat.MESSAGES, 30);
        readAll("preferences.jsonl", DataFormat.PREFERENCE, 12);
    }

    private void readAll(String file, DataFormat format, int size) {
        try (RecordSource source =
                TrainingData.open(
                        List.of(TrainingData.Input.of(folder.resolve(file))), Optional.empty())) {
            assertThat(source.format()).isEqualTo(format);
            assertThat(source.size()).isEqualTo(size);
            for (int i = 0; i < size; i++) {
                TrainingRecord record = source.get(i);
                assertThat(record).isNotNull();
            }
        }
    }
}
