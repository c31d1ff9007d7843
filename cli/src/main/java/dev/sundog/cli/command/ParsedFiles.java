package dev.sundog.cli.command;

import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that one document becomes: one a format, and a folder of its figures. Each appears
 * under its name only when it is whole.
 */
final class ParsedFiles {
    private final Path folder;
    private final String name;
    private final List<OutputFormat> formats;

    /**
     * @param name of the results relative to {@code out}, without suffix
     */
    ParsedFiles(Path out, String name, List<OutputFormat> formats) {
        Path base = out.resolve(name);
        this.folder = Optional.ofNullable(base.getParent()).orElse(out);
        this.name = String.valueOf(base.getFileName());
        this.formats = formats;
    }

    private Path file(OutputFormat format) {
        return folder.resolve(name + "." + format.suffix());
    }

    /** Whether all formats are there. */
    boolean complete() {
        return formats.stream().allMatch(format -> Files.isRegularFile(file(format)));
    }

    /**
     * Analyzes {@code document} and writes all files. Pictures go to disk page by page.
     *
     * @return the pages, with empty pictures
     */
    List<Page> write(LayoutAnalyzer analyzer, Path document) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failed(folder, e);
        }
        List<Page> pages = new ArrayList<>();
        String title = analyzer.analyze(document, page -> pages.add(withPicturesOnDisk(page)));
        Document whole = new Document(title.isEmpty() ? name : title, pages);
        for (OutputFormat format : formats) {
            byte[] text =
                    format.write(whole, new Figures.Beside(name + ".files"))
                            .getBytes(StandardCharsets.UTF_8);
            write(file(format), text);
        }
        return pages;
    }

    private Page withPicturesOnDisk(Page page) {
        List<Element> elements = page.elements().stream().map(this::withPictureOnDisk).toList();
        return new Page(
                page.number(),
                page.width(),
                page.height(),
                page.rotation(),
                page.status(),
                page.engines(),
                elements);
    }

    private Element withPictureOnDisk(Element element) {
        if (!(element.content() instanceof Content.Picture picture) || picture.png().isEmpty()) {
            return element;
        }
        Path figures = folder.resolve(name + ".files");
        try {
            Files.createDirectories(figures);
        } catch (IOException e) {
            throw failed(figures, e);
        }
        write(figures.resolve(Figures.fileName(element)), picture.png().get());
        return new Element(
                element.id(),
                element.page(),
                element.box(),
                element.category(),
                element.confidence(),
                element.parent(),
                new Content.Picture(Optional.of(new byte[0]), picture.inside()));
    }

    private static void write(Path file, byte[] bytes) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static SundogException failed(Path file, IOException e) {
        return SundogException.resource(
                "write-failed",
                file + " cannot be written (" + e.getMessage() + "); check permissions and space",
                e);
    }
}
