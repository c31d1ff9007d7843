package dev.sundog.cli.command;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.FolderTree;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Does a little of what most starts do, so that the launcher can archive the classes of it. */
@Command(name = "warm-up", hidden = true, description = "Load what most starts need.")
final class WarmUpCommand implements Callable<Integer> {
    private static final String MODEL = "pico";

    /** A heading, a line, a ruled table of two cells and a picture; readers look for its parts. */
    private static final String PDF =
            """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R
            /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
            4 0 obj<</Length 298>>stream
            BT /F 20 Tf 40 260 Td (A page) Tj /F 10 Tf 0 -30 Td (It has a table of two cells.) Tj
            0 -25 Td (Lives in) Tj 80 0 Td (Dunhal) Tj ET
            35 200 m 200 200 l S 35 220 m 200 220 l S
            35 200 m 35 220 l S 115 200 m 115 220 l S 200 200 m 200 220 l S
            q 90 0 0 90 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI Q
            endstream endobj
            trailer<</Root 1 0 R>>
            %%EOF
            """;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("sundog-warm-up");
        try {
            Path page = Files.writeString(folder.resolve("page.pdf"), PDF);
            String directory = folder.resolve("hf").toString();
            run("--help");
            run("generate", MODEL, "--chat", "-p", "Who are you?", "-n", "4", "--quiet", "--json");
            run("convert", MODEL, directory, "--to", "hf", "--quiet", "--json");
            run("tokenize", directory, "-t", "Who lives in", "--json");
            run("parse", page.toString(), "--format", "html", "--ocr", "off", "--quiet");
            return 0;
        } finally {
            FolderTree.delete(folder);
        }
    }

    private static void run(String... arguments) {
        StringWriter messages = new StringWriter();
        int status =
                SundogCommand.execute(
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(messages, true),
                        arguments);
        if (status != 0) {
            throw SundogException.internal(
                    "warm-up",
                    String.join(" ", arguments) + " ended with " + status + ": " + messages);
        }
    }
}
