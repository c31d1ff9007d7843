/**
 * From a picture of a page to what stands on it: decoding within limits, orientation and skew,
 * illumination, black and white, ruling lines and figures, text lines and blocks, and their
 * recognition by Tesseract or by ONNX models. Pixels are counted from the top left.
 */
@NullMarked
package dev.sundog.document.ocr;

import org.jspecify.annotations.NullMarked;
