package dev.sundog.document;

import dev.sundog.document.layout.PageAnalysis;
import dev.sundog.document.layout.PageLayout;
import dev.sundog.document.ocr.ImageDecoder;
import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pages of a picture file, recognised on their pixels. */
record PicturePages(ImageDecoder decoder, AnalyzerOptions options, PixelReading pixels)
        implements PageSource {
    private static final List<String> SIGNATURES =
            List.of("\u0089PNG", "\u00ff\u00d8\u00ff", "II*\0", "MM\0*", "GIF8", "BM");

    /** Whether a file begins as a picture does. */
    static boolean isPicture(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
            return SIGNATURES.stream().anyMatch(head::startsWith);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int pageCount() {
        return decoder.pages();
    }

    @Override
    public String title() {
        return "";
    }

    @Override
    public PageLayout read(int number) {
        try {
            ImageDecoder.PageImage page = decoder.read(number - 1);
            return switch (options.ocr()) {
                case OFF -> failed(number, "it is a picture and recognition is off (--ocr off)");
                case AUTO, FORCE ->
                        layout(
                                pixels.read(
                                        page.image(),
                                        page.dotsPerInch(),
                                        number,
                                        options.languages()),
                                new PageStatus.Complete(),
                                options.figures());
            };
        } catch (SundogException e) {
            return failed(number, e.getMessage());
        } catch (OutOfMemoryError e) {
            return failed(number, "it needs more memory than there is; give more with -Xmx");
        }
    }

    /** The layout of what was recognised. */
    static PageLayout layout(RecognizedPage page, PageStatus status, boolean figures) {
        PageContent content = page.content();
        return PageAnalysis.analyze(
                content,
                status,
                box ->
                        figures
                                ? PngCrop.of(page.upright(), box, content.width())
                                : Optional.empty());
    }

    private static PageLayout failed(int number, String reason) {
        PageContent empty =
                new PageContent(
                        number, 612, 792, 0, List.of(), List.of(), List.of(), List.of(), List.of());
        return PageAnalysis.analyze(empty, new PageStatus.Failed(reason), box -> Optional.empty());
    }

    @Override
    public void close() {
        decoder.close();
    }
}
