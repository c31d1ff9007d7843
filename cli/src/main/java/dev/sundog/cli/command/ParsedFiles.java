package dev.sundog.cli.command;

import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Content;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.FolderTree;

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
 * under its name only when it is whole, and a record says with which options a document was read.
 */
final class ParsedFiles {
    /** Folder of the records of what is done. */
    static final String RECORDS = ".parse";

    private final Path folder;
    private final String name;
    private final List<OutputFormat> formats;
    private final Path record;

    /**
     * @param name of the results relative to {@code out}, without suffix
     */
    ParsedFiles(Path out, String name, List<OutputFormat> formats) {
        Path base = out.resolve(name);
        this.folder = Optional.ofNullable(base.getParent()).orElse(out);
        this.name = String.valueOf(base.getFileName());
        this.formats = formats;
        this.record = out.resolve(RECORDS).resolve(name + ".done");
    }

    private Path file(OutputFormat format) {
        return folder.resolve(name + "." + format.suffix());
    }

    /** Whether all formats are there and a run with {@code state} read every page. */
    boolean complete(String state) {
        try {
            return formats.stream().allMatch(format -> Files.isRegularFile(file(format)))
                    && Files.isRegularFile(record)
                    && Files.readString(record).equals(state);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Analyzes {@code document} and writes all files. Pictures go to disk page by page. The record
     * of what is done is written last, and only if every page was read whole; what an earlier run
     * left is replaced.
     *
     * @param state what {@link #complete} shall know the results by
     * @return the pages, with empty pictures
     */
    List<Page> write(LayoutAnalyzer analyzer, Path document, String state) {
        Path pictures = folder.resolve(name + ".files");
        Path part = folder.resolve(name + ".files.part");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(record);
            FolderTree.delete(part);
            List<Page> pages = new ArrayList<>();
            String title =
                    analyzer.analyze(document, page -> pages.add(withPicturesIn(part, page)));
            if (Thread.currentThread().isInterrupted()) {
                throw new SundogCommand.InterruptedWork();
            }
            FolderTree.delete(pictures);
            if (Files.exists(part)) {
                Files.move(part, pictures);
            }
            Document whole = new Document(title.isEmpty() ? name : title, pages);
            for (OutputFormat format : formats) {
                String text = format.write(whole, new Figures.Beside(name + ".files"));
                write(file(format), text.getBytes(StandardCharsets.UTF_8));
            }
            boolean good =
                    pages.stream().allMatch(page -> page.status() instanceof PageStatus.Complete);
            if (good) {
                Files.createDirectories(Optional.ofNullable(record.getParent()).orElse(folder));
                write(record, state.getBytes(StandardCharsets.UTF_8));
            }
            return pages;
        } catch (IOException e) {
            throw failed(folder.resolve(name), e);
        } finally {
            deletedQuietly(part);
        }
    }

    /** What cannot be deleted now is deleted by the next run. */
    private static void deletedQuietly(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            System.getLogger(ParsedFiles.class.getName())
                    .log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
        }
    }

    private static Page withPicturesIn(Path figures, Page page) {
        List<Element> elements =
                page.elements().stream().map(element -> withPictureIn(figures, element)).toList();
        return new Page(
                page.number(),
                page.width(),
                page.height(),
                page.rotation(),
                page.status(),
                page.engines(),
                elements);
    }

    private static Element withPictureIn(Path figures, Element element) {
        if (!(element.content() instanceof Content.Picture picture) || picture.png().isEmpty()) {
            return element;
        }
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
