package dev.sundog.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Texts of files, the long ones in pieces. */
class TextStreamTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static List<String> all(Path... paths) {
        try (TextStream stream = TextStream.of(List.of(paths))) {
            List<String> texts = new ArrayList<>();
            stream.forEachRemaining(texts::add);
            return texts;
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aLongTextComesInPiecesThatAreTheText() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 0; text.length() < 3_000_000; line++) {
            text.append("해무리 line ").append(line).append(line % 3 == 0 ? "\n\n  " : "\n");
        }
        List<String> pieces = all(write("long.txt", text.toString()));
        assertThat(String.join("", pieces)).isEqualTo(text.toString());
        assertThat(pieces).hasSize(3);
        assertThat(pieces.subList(1, 3))
                .allSatisfy(piece -> assertThat(piece).doesNotStartWith(" "))
                .allSatisfy(piece -> assertThat(piece).doesNotStartWith("\n"));
        assertThat(pieces.subList(0, 2)).allSatisfy(piece -> assertThat(piece).endsWith("\n"));
    }

    @Test
    void filesFollowOneAnother() throws IOException {
        Path lines = write("b.jsonl", "{\"text\":\"two\"}\n{\"text\":\"three\"}\n");
        assertThat(all(write("a.txt", "one"), lines)).containsExactly("one", "two", "three");
        assertThat(all(folder)).containsExactly("one", "two", "three");
    }

    @Test
    void whatIsNoTextIsNamed() throws IOException {
        Path empty = write("empty.txt", "");
        assertThatThrownBy(() -> all(empty))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("empty.txt: expected a text, found an empty file");
        Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xff, 65});
        assertThatThrownBy(() -> all(binary))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("binary.txt: expected UTF-8");
        Path missing = folder.resolve("missing.txt");
        assertThatThrownBy(() -> all(missing)).hasMessageContaining("missing.txt: no such file");
        Path chat = write("chat.jsonl", "{\"messages\":[]}\n");
        assertThatThrownBy(() -> all(chat)).hasMessageContaining("chat.jsonl");
    }
}
