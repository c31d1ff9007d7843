package dev.sundog.document.ocr;

import dev.sundog.document.vision.NativeRuns;
import dev.sundog.model.failure.SundogException;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tesseract.ResultIterator;
import org.bytedeco.tesseract.TessBaseAPI;
import org.bytedeco.tesseract.global.tesseract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One native Tesseract object for one combination of languages. Used by one thread at a time; holds
 * native memory until it is closed.
 */
final class TesseractEngine implements AutoCloseable {
    /** How Tesseract shall take an image. */
    enum Segmentation {
        /** One block of lines. */
        BLOCK(tesseract.PSM_SINGLE_BLOCK),
        /** One line. */
        LINE(tesseract.PSM_SINGLE_LINE);

        private final int mode;

        Segmentation(int mode) {
            this.mode = mode;
        }
    }

    private static final int DOTS_PER_INCH = 300;

    private final String languages;
    private final TessBaseAPI api;

    /**
     * @param folder holds the data of all languages
     * @param languages joined by {@code +}
     * @throws SundogException (data) if Tesseract refuses the data
     */
    TesseractEngine(Path folder, String languages) {
        this.languages = languages;
        try {
            this.api = new TessBaseAPI();
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw SundogException.resource(
                    "ocr-native",
                    "Tesseract's native library cannot be loaded on this system (" + e + ")",
                    e);
        }
        if (api.Init(folder.toString(), languages, tesseract.OEM_LSTM_ONLY) != 0) {
            api.close();
            throw SundogException.data(
                    "ocr-language-data",
                    folder
                            + ": Tesseract refuses the data of "
                            + languages
                            + "; expected LSTM data of Tesseract 4 or 5; fetch it again");
        }
        api.SetVariable("debug_file", "/dev/null");
    }

    String languages() {
        return languages;
    }

    /**
     * Reads an image. Every symbol has the confidence of its word: Tesseract's confidences of
     * single symbols are high even of nonsense.
     *
     * @return words in Tesseract's order, boxes in the image's pixels, lines numbered from 0
     */
    List<RecognizedPiece> read(GrayImage image, Segmentation segmentation) {
        return NativeRuns.run(() -> recognized(image, segmentation));
    }

    private List<RecognizedPiece> recognized(GrayImage image, Segmentation segmentation) {
        List<RecognizedPiece> pieces = new ArrayList<>();
        api.SetPageSegMode(segmentation.mode);
        try (BytePointer pixels = new BytePointer(image.pixels())) {
            api.SetImage(pixels, image.width(), image.height(), 1, image.width());
            api.SetSourceResolution(DOTS_PER_INCH);
            if (api.Recognize(null) == 0) {
                ResultIterator symbols = api.GetIterator();
                if (symbols != null) {
                    collect(symbols, image, pieces);
                    tesseract.TessResultIteratorDelete(symbols);
                }
            }
        } finally {
            api.Clear();
        }
        return pieces;
    }

    private static void collect(
            ResultIterator symbols, GrayImage image, List<RecognizedPiece> pieces) {
        List<RecognizedPiece.Symbol> word = new ArrayList<>();
        int line = -1;
        double confidence = 0;
        symbols.Begin();
        do {
            if (symbols.IsAtBeginningOf(tesseract.RIL_WORD)) {
                if (!goesOn(word, symbols)) {
                    finish(word, line, pieces);
                }
                confidence = symbols.Confidence(tesseract.RIL_WORD) / 100.0;
            }
            if (symbols.IsAtBeginningOf(tesseract.RIL_TEXTLINE)) {
                line++;
            }
            symbol(symbols, image, confidence).ifPresent(word::add);
        } while (symbols.Next(tesseract.RIL_SYMBOL));
        finish(word, line, pieces);
    }

    /**
     * Whether what Tesseract calls a new word is the next syllable of a Korean one: it parts
     * syllables as it parts ideographs, and tells apart those with a space before them.
     */
    private static boolean goesOn(List<RecognizedPiece.Symbol> word, ResultIterator symbols) {
        return !word.isEmpty()
                && symbols.BlanksBeforeWord() == 0
                && !symbols.IsAtBeginningOf(tesseract.RIL_TEXTLINE)
                && (isHangul(word.getLast().text()) || isHangul(text(symbols)));
    }

    private static boolean isHangul(String text) {
        return !text.isEmpty() && Scripts.isHangul(text.codePointAt(0));
    }

    private static void finish(
            List<RecognizedPiece.Symbol> word, int line, List<RecognizedPiece> pieces) {
        if (!word.isEmpty()) {
            pieces.add(new RecognizedPiece(word, Math.max(0, line)));
            word.clear();
        }
    }

    private static Optional<RecognizedPiece.Symbol> symbol(
            ResultIterator symbols, GrayImage image, double confidence) {
        int[] left = new int[1];
        int[] top = new int[1];
        int[] right = new int[1];
        int[] bottom = new int[1];
        String text = text(symbols);
        boolean placed =
                symbols.BoundingBox(tesseract.RIL_SYMBOL, left, top, right, bottom)
                        && left[0] <= right[0]
                        && top[0] <= bottom[0];
        if (text.isEmpty() || !placed) {
            return Optional.empty();
        }
        return Optional.of(
                new RecognizedPiece.Symbol(
                        text,
                        new PixelBox(left[0], top[0], right[0], bottom[0])
                                .grown(0, 0, image.width(), image.height()),
                        Double.isNaN(confidence) ? 0 : Math.clamp(confidence, 0.0, 1.0)));
    }

    private static String text(ResultIterator symbols) {
        BytePointer bytes = symbols.GetUTF8Text(tesseract.RIL_SYMBOL);
        if (bytes == null) {
            return "";
        }
        try {
            String text = new String(bytes.getStringBytes(), StandardCharsets.UTF_8);
            return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
        } finally {
            tesseract.TessDeleteText(bytes);
        }
    }

    @Override
    public void close() {
        api.End();
        api.close();
    }
}
