package dev.sundog.document.pdf;

import java.time.Duration;

/**
 * Bounds that a hostile file meets.
 *
 * @param glyphs most glyphs of a page
 * @param paths most path segments of a page
 * @param pixels most pixels of a rendered page or region
 * @param scratchBytes most bytes of decoded streams that a file may hold at once
 * @param time longest time for reading one page
 */
public record PdfLimits(int glyphs, int paths, long pixels, long scratchBytes, Duration time) {
    public PdfLimits {
        if (glyphs < 1 || paths < 1 || pixels < 1 || scratchBytes < 1 || !time.isPositive()) {
            throw new IllegalArgumentException("limits of a PDF must be positive");
        }
    }

    /** 400,000 glyphs, a million segments, 40 million pixels, 512 MiB and 15 seconds. */
    public static PdfLimits standard() {
        return new PdfLimits(400_000, 1_000_000, 40_000_000, 512L << 20, Duration.ofSeconds(15));
    }
}
