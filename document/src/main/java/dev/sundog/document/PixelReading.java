package dev.sundog.document;

import dev.sundog.document.ocr.LanguageData;
import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.ocr.Recognizer;
import dev.sundog.document.vision.ModelFolder;
import dev.sundog.document.vision.VisionModels;

import java.awt.image.BufferedImage;

/**
 * Reading pages of pixels with the languages and models of the options; these are opened when the
 * first such page comes. Thread-safe; holds native memory until it is closed.
 */
final class PixelReading implements AutoCloseable {
    private final AnalyzerOptions options;
    private Opened opened = new Opened.No();

    private sealed interface Opened {
        record No() implements Opened {}

        record Yes(VisionModels models, Recognizer recognizer) implements Opened {}
    }

    PixelReading(AnalyzerOptions options) {
        this.options = options;
    }

    /**
     * Reads a picture of a page.
     *
     * @param dotsPerInch 0 if unknown
     */
    RecognizedPage read(BufferedImage image, double dotsPerInch, int number) {
        return recognizer().read(image, dotsPerInch, number, options.languages());
    }

    private synchronized Recognizer recognizer() {
        return switch (opened) {
            case Opened.Yes yes -> yes.recognizer();
            case Opened.No no -> {
                ModelFolder folder =
                        switch (options.models()) {
                            case AUTO -> ModelFolder.find(options.folders());
                            case NONE -> ModelFolder.none();
                        };
                VisionModels models = VisionModels.open(folder);
                Recognizer recognizer =
                        new Recognizer(LanguageData.find(options.folders()), models);
                opened = new Opened.Yes(models, recognizer);
                yield recognizer;
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
