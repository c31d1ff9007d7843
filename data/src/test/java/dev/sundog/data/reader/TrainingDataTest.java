package dev.sundog.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What readers return, and what they say of broken files. */
class TrainingDataTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void everyFormBecomesItsRecord() throws IOException {
        assertThat(only("{\"text\":\"안녕 \\n\",\"group\":7}"))
                .isEqualTo(new TrainingRecord.Text("안녕 \n"));
        TrainingRecord.Conversation asked =
                new TrainingRecord.Conversation(
                        List.of(ChatMessage.user("Q"), ChatMessage.assistant("A")));
        assertThat(
                        only(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},"
                                        + "{\"role\":\"assistant\",\"content\":\"A\"}]}"))
                .isEqualTo(asked);
        assertThat(only("{\"instruction\":\"Q\",\"input\":\"\",\"output\":\"A\"}"))
                .isEqualTo(asked);
        assertThat(only("{\"instruction\":\"Q\",\"input\":\"I\",\"output\":\"A\"}"))
                .isEqualTo(
                        new TrainingRecord.Conversation(
                                List.of(ChatMessage.user("Q\n\nI"), ChatMessage.assistant("A"))));
        TrainingRecord.Preference preference =
                new TrainingRecord.Preference(
                        List.of(ChatMessage.user("Q")),
                        List.of(ChatMessage.assistant("A")),
                        List.of(ChatMessage.assistant("B")));
        assertThat(only("{\"prompt\":\"Q\",\"chosen\":\"A\",\"rejected\":\"B\"}"))
                .isEqualTo(new TrainingRecord.TextPreference("Q", "A", "B"));
        assertThat(
                        only(
                                "{\"prompt\":[{\"role\":\"user\",\"content\":\"Q\"}],"
                                        + "\"chosen\":[{\"role\":\"assistant\",\"content\":\"A\"}],"
                                        + "\"rejected\":\"B\"}"))
                .isEqualTo(preference);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\":\"a\"|bad-json|expected one JSON object",
                "{\"text\":\"a\"} x|bad-json|expected one JSON object",
                "{\"text\":\"a\",\"text\":\"b\"}|bad-json|uplicate",
                "[1]|bad-field|expected a JSON object, found [1]",
                "{\"body\":1}|unknown-record|found the keys [body]",
                "{\"text\":5}|bad-field|\"text\": expected a text, found 5",
                "{\"text\":\" \"}|empty-field|expected a text, found an empty one",
                "{\"messages\":[]}|bad-field|expected a list of messages",
                "{\"messages\":[{\"content\":\"x\"}]}|bad-field|messages[0]: \"role\": expected a"
                        + " text, found nothing",
                "{\"messages\":[{\"role\":\"\",\"content\":\"x\"}]}|empty-field|\"role\"",
                "{\"messages\":[{\"role\":\"user\",\"content\":null}]}|bad-field|\"content\":"
                        + " expected a text, found null",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|bad-record|no message of"
                        + " the assistant",
                "{\"instruction\":\"x\"}|bad-field|\"output\"",
                "{\"prompt\":\"x\",\"chosen\":\"y\"}|bad-field|\"rejected\"",
            })
    void aBrokenLineIsNamed(String line, String code, String message) throws IOException {
        Path file = folder.resolve("data.jsonl");
        Files.writeString(file, "\n" + line + "\n");
        assertThatThrownBy(
                        () -> {
                            try (RecordSource source = open(file)) {
                                source.get(0);
                            }
                        })
                .isInstanceOfSatisfying(
                        SundogException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(message);
    }

    @Test
    void linesAreFoundAcrossBuffersWithTheirNumbers() throws IOException {
        Path file = folder.resolve("many.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            lines.append("{\"text\":\"").append("x".repeat(i % 90)).append(i).append("\"}\r\n");
            lines.append(i % 7 == 0 ? " \n" : "");
        }
        lines.append("{\"text\":\"last\"}");
        Files.writeString(file, lines);
        try (RecordSource source = open(file)) {
            assertThat(source.size()).isEqualTo(5001);
            assertThat(source.get(4321))
                    .isEqualTo(new TrainingRecord.Text("x".repeat(4321 % 90) + "4321"));
            assertThat(source.place(8)).isEqualTo(file + ":11");
            assertThat(source.get(5000)).isEqualTo(new TrainingRecord.Text("last"));
            assertThatThrownBy(() -> source.get(5001))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void filesThatAreNoDataAreRefused() throws IOException {
        refused(folder.resolve("absent.jsonl"), "data-file-missing");
        refused(Files.writeString(folder.resolve("empty.jsonl"), "\n \n"), "data-file-empty");
        refused(Files.writeString(folder.resolve("empty.txt"), ""), "data-file-empty");
        refused(Files.writeString(folder.resolve("table.csv"), "a,b"), "unknown-file");
        refused(Files.createDirectory(folder.resolve("nothing")), "no-data");
        byte[] latin = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xE9, '"', '}'};
        refused(Files.write(folder.resolve("latin.jsonl"), latin), "not-utf8");
    }

    @Test
    void aFolderIsItsFilesInOrderAndFormsMustAgree() throws IOException {
        Files.createDirectories(folder.resolve("corpus/b"));
        Files.writeString(folder.resolve("corpus/b/z.txt"), "zwei\n");
        Files.writeString(folder.resolve("corpus/a.jsonl"), "{\"text\":\"eins\"}");
        Files.writeString(folder.resolve("corpus/notes.md"), "not data");
        try (RecordSource source = open(folder.resolve("corpus"))) {
            assertThat(texts(source)).containsExactly("eins", "zwei\n");
        }
        Files.writeString(
                folder.resolve("corpus/c.jsonl"), "{\"instruction\":\"Q\",\"output\":\"A\"}");
        refused(folder.resolve("corpus"), "mixed-formats");
    }

    @Test
    void textsMayFollowConversations() throws IOException {
        Path chats =
                Files.writeString(
                        folder.resolve("chats.jsonl"), "{\"instruction\":\"Q\",\"output\":\"A\"}");
        Path texts = Files.writeString(folder.resolve("texts.jsonl"), "{\"text\":\"T\"}");
        List<TrainingData.Input> inputs =
                List.of(new TrainingData.Input(chats, 1), new TrainingData.Input(texts, 1));
        try (RecordSource source = TrainingData.open(inputs, Optional.empty())) {
            assertThat(source.get(0)).isInstanceOf(TrainingRecord.Conversation.class);
            assertThat(source.get(1)).isEqualTo(new TrainingRecord.Text("T"));
        }
        assertThatThrownBy(() -> TrainingData.open(inputs.reversed(), Optional.empty()))
                .hasMessageContaining("as in " + texts)
                .hasMessageContaining("found alpaca");
    }

    @Test
    void weightsSayHowOftenARecordComes() throws IOException {
        Path letters = folder.resolve("letters.jsonl");
        Files.writeString(
                letters,
                "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n{\"text\":\"d\"}\n");
        Path digits = folder.resolve("digits.jsonl");
        Files.writeString(digits, "{\"text\":\"1\"}\n{\"text\":\"2\"}\n");
        List<TrainingData.Input> inputs =
                List.of(new TrainingData.Input(letters, 0.5), new TrainingData.Input(digits, 2.5));
        try (RecordSource source = TrainingData.open(inputs, Optional.of(DataFormat.TEXT))) {
            assertThat(texts(source)).containsExactly("a", "c", "1", "2", "1", "2", "1");
            assertThat(source.place(1)).isEqualTo(letters + ":3");
        }
        assertThatThrownBy(() -> new TrainingData.Input(letters, 0))
                .isInstanceOf(SundogException.class);
    }

    private void refused(Path path, String code) {
        assertThatThrownBy(() -> open(path).close())
                .isInstanceOfSatisfying(
                        SundogException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(path.getFileName().toString());
    }

    private TrainingRecord only(String line) throws IOException {
        Path file = folder.resolve("one.jsonl");
        Files.writeString(file, line + "\n");
        try (RecordSource source = open(file)) {
            assertThat(source.size()).isEqualTo(1);
            return source.get(0);
        }
    }

    private static RecordSource open(Path path) {
        return TrainingData.open(List.of(TrainingData.Input.of(path)), Optional.empty());
    }

    private static List<String> texts(RecordSource source) {
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < source.size(); i++) {
            texts.add(((TrainingRecord.Text) source.get(i)).text());
        }
        return texts;
    }
}
