package dev.sundog.document.ocr;

import java.util.List;

/** Reads blocks of text in the languages it knows. For one page at a time. */
sealed interface BlockReader permits TesseractReader, NeuralReader {
    /** As it stands in outputs. */
    String name();

    /** Whether Latin words are as good in its languages as in English. */
    boolean readsLatin();

    /**
     * What stands in a block.
     *
     * @return pieces in reading order, their lines those of the block
     */
    List<RecognizedPiece> read(PagePixels page, TextBlock block);

    /** Reads a stretch of a line, and nothing of what stands beside it. */
    List<RecognizedPiece> readStretch(PagePixels page, PixelBox box, int line);
}
