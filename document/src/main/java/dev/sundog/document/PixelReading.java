package dev.sundog.document;

import dev.sundog.document.ocr.LanguageData;
import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.ocr.Recognizer;
import dev.sundog.document.vision.ModelFolder;
import dev.sundog.document.vision.VisionModels;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Reading pages of pixels with the models and the languages' data there are. These are opened when
 * the first such page comes and stay open until this is closed: one for all documents of a job or
 * of a server's life. Thread-safe; holds native memory.
 */
public final class PixelReading implements AutoCloseable {
    private final AnalyzerOptions.Models models;
    private final List<Path> folders;
    private Opened opened = new Opened.No();

    private sealed interface Opened {
        record No() implements Opened {}

        record Yes(VisionModels models, Recognizer recognizer) implements Opened {}
    }

    /** With the models and folders of the options. */
    public PixelReading(AnalyzerOptions options) {
        this.models = options.models();
        this.folders = options.folders();
    }

    /**
     * Reads a picture of a page.
     *
     * @param dotsPerInch 0 if unknown
     */
    RecognizedPage read(
            BufferedImage image, double dotsPerInch, int number, List<String> languages) {
        Opened.Yes open = opened();
        RecognizedPage page = open.recognizer().read(image, dotsPerInch, number, languages);
        return open.models()
                .table()
                .map(model -> TableStructures.added(page, model::recognize))
                .orElse(page);
    }

    /** As {@link #read} where only parts of the page are to be read and the rest is white. */
    RecognizedPage readParts(
            BufferedImage image, double dotsPerInch, int number, List<String> languages) {
        return opened().recognizer().readParts(image, dotsPerInch, number, languages);
    }

    private synchronized Opened.Yes opened() {
        return switch (opened) {
            case Opened.Yes yes -> yes;
            case Opened.No no -> {
                ModelFolder folder =
                        switch (models) {
                            case AUTO -> ModelFolder.find(folders);
                            case NONE -> ModelFolder.none();
                        };
                VisionModels vision = VisionModels.open(folder);
                Recognizer recognizer = new Recognizer(LanguageData.find(folders), vision);
                Opened.Yes yes = new Opened.Yes(vision, recognizer);
                opened = yes;
                yield yes;
            }
        };
    }

    @Override
    public synchronized void close() {
        if (opened instanceof Opened.Yes yes) {
            yes.recognizer().close();
            yes.models().close();
        }
        opened = new Opened.No();
    }
}
