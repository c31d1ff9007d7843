package dev.sundog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

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
}
