package dev.sundog.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.ActivationSums;
import dev.sundog.model.surgery.MeasuredImportance;
import dev.sundog.model.surgery.QuantisationPreset;
import dev.sundog.model.surgery.Quantizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class ImportanceFilesTest {
    private static final String DOWN = "blk.0.ffn_down.weight";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"i.gguf", "i.dat", "i.imatrix"})
    void whatIsWrittenIsRead(String name) {
        ActivationSums sums = new ActivationSums();
        // two rows of two columns: sums of squares 1 + 9 and 4 + 0, means 5 and 2
        sums.add(DOWN, 0, 1, new float[] {1, 2, -3, 0}, 2, 2);
        Path file = folder.resolve(name);
        ImportanceFiles.write(file, sums.toMatrix("text.txt", 3, 512));
        ImportanceMatrix read = ImportanceFiles.read(file);
        assertThat(read.entries()).containsOnlyKeys(DOWN);
        assertThat(down(read).means(0, 2)).containsExactly(5, 2);
        assertThat(read.datasets()).containsExactly("text.txt");
        assertThat(read.chunkCount()).isEqualTo(3);
        assertThat(read.chunkSize()).isEqualTo(name.endsWith(".dat") ? 0 : 512);
    }

    @Test
    void expertsHaveRowsOfTheirOwnAndIdleOnesCountAlike() {
        ImportanceMatrix.Entry entry =
                new ImportanceMatrix.Entry(new float[] {2, 4, 0, 0}, new float[] {2, 0});
        Path file = folder.resolve("experts.gguf");
        ImportanceFiles.write(file, new ImportanceMatrix(Map.of(DOWN, entry), List.of(), 1, 8));
        ImportanceMatrix.Entry read = down(ImportanceFiles.read(file));
        assertThat(read.columns()).isEqualTo(2);
        assertThat(read.means(0, 2)).containsExactly(1, 2);
        assertThat(read.means(1, 2)).containsExactly(1, 1);
    }

    private static ImportanceMatrix.Entry down(ImportanceMatrix matrix) {
        return Objects.requireNonNull(matrix.entries().get(DOWN));
    }

    /** One entry: name, calls, values that are means times calls; then windows and the text. */
    private static byte[] legacy(int calls, float... values) {
        byte[] name = DOWN.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file =
                ByteBuffer.allocate(4 + 4 + name.length + 8 + 4 * values.length + 4 + 4 + 2)
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(1).putInt(name.length).put(name).putInt(calls).putInt(values.length);
        for (float value : values) {
            file.putFloat(value);
        }
        return file.putInt(5).putInt(2).put(new byte[] {'o', 'k'}).array();
    }

    @Test
    void theOlderFormIsMeansTimesCalls() throws IOException {
        Path file = folder.resolve("old.dat");
        Files.write(file, legacy(4, 8, 2, 0));
        ImportanceMatrix read = ImportanceFiles.read(file);
        assertThat(down(read).means(0, 3)).containsExactly(2, 0.5f, 0);
        assertThat(read.chunkCount()).isEqualTo(5);
        assertThat(read.datasets()).containsExactly("ok");
    }

    @Test
    void brokenFilesAreRefusedWherever() throws IOException {
        Path file = folder.resolve("old.dat");
        byte[] whole = legacy(4, 8, 2, 0);
        for (int length = 0; length < whole.length - 10; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            refuse(file, "old.dat");
        }
        Files.write(file, legacy(4, 8, -2));
        refuse(file, DOWN, "-2.0");
        Files.write(file, legacy(4, Float.NaN));
        refuse(file, DOWN, "NaN");
        Path model = TinyLlama.random(1, 1).writeGguf(folder.resolve("m.gguf"), ElementType.F32);
        refuse(model, "general.type", "imatrix");
    }

    private static void refuse(Path file, String... parts) {
        assertThatThrownBy(() -> ImportanceFiles.read(file))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.DATA))
                .hasMessageContainingAll(parts);
    }

    @Test
    void importanceChangesBytesAndMustFit() throws IOException {
        TinyLlama tiny = TinyLlama.random(1, 4);
        Path plain = folder.resolve("plain.gguf");
        Path weighted = folder.resolve("weighted.gguf");
        try (Checkpoint checkpoint =
                Checkpoints.open(tiny.writeDirectory(folder.resolve("t"), ElementType.F32))) {
            Quantizer.Options options = Quantizer.Options.of(QuantisationPreset.Q4_1);
            Quantizer.quantize(checkpoint, plain, options, ProgressListener.NONE);
            ActivationSums sums = new ActivationSums();
            float[] x = new float[64];
            Arrays.fill(x, 1e-3f);
            x[17] = 100;
            sums.add(DOWN, 0, 1, x, 1, 64);
            Quantizer.quantize(checkpoint, weighted, with(sums), ProgressListener.NONE);
            String name = "model.layers.0.mlp.down_proj.weight";
            double plainError = columnError(checkpoint, plain, name, 17);
            assertThat(columnError(checkpoint, weighted, name, 17)).isLessThan(0.8 * plainError);
            ActivationSums narrow = new ActivationSums();
            narrow.add(DOWN, 0, 1, x, 1, 32);
            assertThatThrownBy(
                            () ->
                                    Quantizer.quantize(
                                            checkpoint,
                                            weighted,
                                            with(narrow),
                                            ProgressListener.NONE))
                    .hasMessageContainingAll(DOWN, "32", "64");
        }
    }

    private static Quantizer.Options with(ActivationSums sums) {
        return new Quantizer.Options(
                QuantisationPreset.Q4_1,
                false,
                new MeasuredImportance(sums.toMatrix("t", 1, 1), "t.txt"));
    }

    private static double columnError(Checkpoint original, Path file, String name, int column) {
        try (Checkpoint written = Checkpoints.open(file)) {
            float[] expected = original.readAll(original.tensor(name));
            float[] found = written.readAll(written.tensor(name));
            double error = 0;
            for (int at = column; at < expected.length; at += 64) {
                error += Math.pow(found[at] - expected[at], 2);
            }
            return error;
        }
    }
}
