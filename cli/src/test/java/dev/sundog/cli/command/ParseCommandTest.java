package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;
import dev.sundog.cli.progress.Interruption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

/** {@code parse}: where results go, what is skipped, how it ends. */
class ParseCommandTest {
    @TempDir private Path folder;

    /** A page with one line, as small as a PDF can be. */
    private Path pdf(String name, String line) throws IOException {
        String content = "BT /F 12 Tf 72 700 Td (" + line + ") Tj ET";
        String file =
                """
                %%PDF-1.4
                1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
                2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
                3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
                /Resources<</Font<</F 5 0 R>>>>>> endobj
                4 0 obj <</Length %d>> stream
                %s
                endstream endobj
                5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
                trailer <</Root 1 0 R>>
                """
                        .formatted(content.length(), content);
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        return Files.write(target, file.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void oneFileIsPrintedInTheFirstFormat() throws IOException {
        Path file = pdf("a.pdf", "Good morning, reader.");
        assertThat(CommandRun.done("parse", file, "--format", "text,html").out())
                .isEqualTo("Good morning, reader.\n");
        assertThat(CommandRun.done("parse", file).out())
                .contains("<section id=\"page-1\"", "data-box=\"72 ", "Good morning, reader.");
    }

    @Test
    void aFolderKeepsItsSubfoldersAndWhatIsDoneIsSkipped() throws IOException {
        pdf("in/a.pdf", "First.");
        pdf("in/sub/b.pdf", "Second.");
        Path out = folder.resolve("out");
        Object[] command = {
            "parse", folder.resolve("in"), "-o", out, "--format", "html,markdown,json,text"
        };
        CommandRun.done(command);
        for (String name : new String[] {"a", "sub/b"}) {
            for (String suffix : new String[] {"html", "md", "json", "txt"}) {
                assertThat(out.resolve(name + "." + suffix)).isNotEmptyFile();
            }
        }
        assertThat(out.resolve("manifest.json")).isNotEmptyFile();
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(out.resolve("a.md"), old);
        assertThat(CommandRun.done(command).out()).contains("is done");
        assertThat(Files.getLastModifiedTime(out.resolve("a.md"))).isEqualTo(old);
        CommandRun.done(
                "parse", folder.resolve("in"), "-o", out, "--format", "markdown", "--force");
        assertThat(Files.getLastModifiedTime(out.resolve("a.md"))).isNotEqualTo(old);
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheRestIsDone() throws IOException {
        pdf("in/good.pdf", "Good.");
        Files.writeString(folder.resolve("in/bad.pdf"), "no PDF at all");
        Path out = folder.resolve("out");
        CommandRun run =
                CommandRun.of("parse", folder.resolve("in"), "-o", out, "--format", "text");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("bad.pdf").doesNotContain("\tat ");
        assertThat(out.resolve("good.txt")).hasContent("Good.");
    }

    @Test
    void wrongUsageNamesWhatIsKnown() throws IOException {
        Path file = pdf("a.pdf", "A.");
        CommandRun format = CommandRun.of("parse", file, "--format", "docx");
        assertThat(format.status()).isEqualTo(2);
        assertThat(format.err()).contains("html", "markdown", "json", "text");
        assertThat(CommandRun.of("parse", file, file).status()).isEqualTo(2);
        assertThat(CommandRun.of("parse", file, "--pages", "x").status()).isEqualTo(2);
        assertThat(CommandRun.of("parse", file, "--pages", "7").status()).isEqualTo(2);
        assertThat(CommandRun.of("parse", folder.resolve("none.pdf")).status()).isEqualTo(3);
    }

    private static Object[] text(Path in, Path out, Object... more) {
        List<Object> all = new ArrayList<>(List.of("parse", in, "-o", out, "--format", "text"));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void otherOptionsOrAnotherFileAreParsedAgain() throws IOException {
        pdf("in/a.pdf", "First.");
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        CommandRun.done(text(in, out));
        assertThat(CommandRun.done(text(in, out)).out()).contains("is done");
        assertThat(CommandRun.done(text(in, out, "--ocr", "off")).out()).doesNotContain("is done");
        assertThat(CommandRun.done(text(in, out, "--ocr", "off")).out()).contains("is done");
        pdf("in/a.pdf", "Second thoughts.");
        CommandRun.done(text(in, out, "--ocr", "off"));
        assertThat(out.resolve("a.txt")).hasContent("Second thoughts.");
        Files.delete(out.resolve("a.txt"));
        CommandRun.done(text(in, out, "--ocr", "off"));
        assertThat(out.resolve("a.txt")).hasContent("Second thoughts.");
    }

    @Test
    void aDocumentWithAPageThatFailedIsParsedAgain() throws IOException {
        Path file = pdf("in/a.pdf", "First.");
        Path picture = file.resolveSibling("c.png");
        ImageIO.write(
                new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        Path out = folder.resolve("out");
        Object[] command = text(folder.resolve("in"), out, "--ocr", "off");
        for (int run = 0; run < 2; run++) {
            CommandRun again = CommandRun.of(command);
            assertThat(again.status()).isEqualTo(3);
            assertThat(again.err()).contains("c.png, page 1: ").doesNotContain("\tat ");
            assertThat(again.out()).doesNotContain("c.png: is done");
            assertThat(again.out().contains("a.pdf: is done")).isEqualTo(run > 0);
        }
        Files.delete(picture);
        assertThat(CommandRun.done(command).out()).contains("a.pdf: is done");
    }

    @Test
    void whatAKilledRunLeftIsReplaced() throws IOException {
        pdf("in/a.pdf", "First.");
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        Files.createDirectories(out.resolve("a.files.part"));
        Files.writeString(out.resolve("a.files.part/figure-1.png"), "half");
        Files.writeString(out.resolve("a.txt.part"), "half");
        Files.writeString(out.resolve("a.txt"), "of another run");
        CommandRun.done(text(in, out));
        assertThat(out.resolve("a.txt")).hasContent("First.");
        assertThat(out.resolve("a.files.part")).doesNotExist();
        assertThat(out.resolve("a.txt.part")).doesNotExist();
    }

    @Test
    void anInterruptedRunLeavesNothingHalfWrittenAndGoesOn() throws Exception {
        Path in = folder.resolve("in");
        int documents = 200;
        for (int i = 0; i < documents; i++) {
            pdf("in/d" + i + ".pdf", "Document number " + i + ".");
        }
        Path out = folder.resolve("out");
        int[] status = {0};
        Thread run = new Thread(() -> status[0] = CommandRun.of(text(in, out)).status());
        run.start();
        while (run.isAlive() && done(out) < 5) {
            Thread.sleep(2);
        }
        run.interrupt();
        run.join();
        long before = done(out);
        assertThat(status[0]).isEqualTo(Interruption.exitStatus());
        assertThat(before).isBetween(5L, documents - 1L);
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
        CommandRun rest = CommandRun.done(text(in, out));
        assertThat(rest.out().lines().filter(line -> line.endsWith("is done")).count())
                .isBetween(5L, before);
        for (int i = 0; i < documents; i++) {
            assertThat(out.resolve("d" + i + ".txt")).hasContent("Document number " + i + ".");
        }
    }

    private static long done(Path out) throws IOException {
        if (!Files.isDirectory(out)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(".txt")).count();
        }
    }
}
