package dev.sundog.document;

import static dev.sundog.document.TestPdf.BOLD;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.document.tree.Document;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Damaged and hostile files: a message or a page's status, never anything else. */
class HostilePdfTest {
    private static final int MUTANTS = 300;
    private static final AnalyzerOptions OPTIONS =
            AnalyzerOptions.builder().ocr(AnalyzerOptions.Ocr.OFF).threads(1).build();

    @TempDir private Path folder;

    private byte[] sound() throws IOException {
        TestPdf pdf = new TestPdf().text(60, 80, 18, BOLD, "A Sound File");
        pdf.lines(60, 120, "with a paragraph of text", "in two lines.");
        pdf.run(
                out -> {
                    for (int i = 0; i < 5; i++) {
                        out.addRect(100 + 50 * i, 300, 50, 20);
                        out.stroke();
                    }
                });
        pdf.newPage().lines(60, 120, "and a second page.");
        return Files.readAllBytes(pdf.save(folder, "sound.pdf"));
    }

    private Document analyze(byte[] bytes) throws IOException {
        Path file = folder.resolve("mutant.pdf");
        Files.write(file, bytes);
        return new LayoutAnalyzer(OPTIONS).analyze(file);
    }

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        byte[] sound = sound();
        Random random = new Random(20260101);
        int read = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutated(sound, random);
            try {
                read += analyze(mutant).pages().isEmpty() ? 0 : 1;
            } catch (SundogException e) {
                assertThat(e.getMessage()).contains("mutant.pdf");
            }
        }
        assertThat(read).isBetween(MUTANTS / 10, MUTANTS);
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] mutant = sound.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int i = 0; i < 1 + random.nextInt(20); i++) {
                    mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
                }
            }
            case 1 -> mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
            case 2 -> {
                int from = random.nextInt(mutant.length - 64);
                System.arraycopy(sound, random.nextInt(sound.length - 64), mutant, from, 64);
            }
            default -> {
                for (int i = 0; i < mutant.length; i++) {
                    if (mutant[i] >= '0' && mutant[i] <= '9' && random.nextInt(40) == 0) {
                        mutant[i] = (byte) ('0' + random.nextInt(10));
                    }
                }
            }
        }
        return mutant;
    }

    @Test
    void aFormThatDrawsItselfEnds() throws IOException {
        String file =
                """
                %PDF-1.4
                1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
                2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
                3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>> endobj
                4 0 obj <</Length 6>> stream
                /F Do
                endstream endobj
                5 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 12/Resources<</XObject<</F 5 0 R>>>>>> stream
                /F Do /F Do
                endstream endobj
                trailer <</Root 1 0 R>>
                """;
        assertThat(analyze(file.getBytes(StandardCharsets.ISO_8859_1)).pages()).hasSize(1);
    }

    @Test
    void aPageTreeThatIsACircleIsRefused() {
        String file =
                """
                %PDF-1.4
                1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
                2 0 obj <</Type/Pages/Kids[2 0 R]/Count 3>> endobj
                trailer <</Root 1 0 R>>
                """;
        assertThatThrownBy(
                        () -> {
                            Document document = analyze(file.getBytes(StandardCharsets.ISO_8859_1));
                            assertThat(document.pages()).isNotEmpty();
                            throw SundogException.data("read", "read with failed pages");
                        })
                .isInstanceOf(SundogException.class);
    }

    @Test
    void whatIsMissingOrEmptyIsNamed() throws IOException {
        assertThatThrownBy(() -> new LayoutAnalyzer(OPTIONS).analyze(folder.resolve("none.pdf")))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("none.pdf");
        assertThatThrownBy(() -> analyze(new byte[0])).isInstanceOf(SundogException.class);
        byte[] sound = sound();
        assertThatThrownBy(() -> analyze(Arrays.copyOf(sound, 40)))
                .isInstanceOf(SundogException.class);
    }
}
