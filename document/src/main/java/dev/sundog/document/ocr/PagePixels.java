package dev.sundog.document.ocr;

/**
 * The pixels of an upright page in the forms that readers like. Both are of one size.
 *
 * @param clean evenly lit, smoothed where it was noisy, the ink black: for Tesseract
 * @param plain as it came: for models, which were trained on such
 */
record PagePixels(GrayImage clean, GrayImage plain) {
    int width() {
        return clean.width();
    }

    int height() {
        return clean.height();
    }
}
