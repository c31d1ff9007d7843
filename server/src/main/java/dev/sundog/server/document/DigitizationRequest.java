package dev.sundog.server.document;

import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.PageRanges;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Category;

import java.util.Set;

/**
 * How a client wants its document. Immutable.
 *
 * @param ocr when text is recognised on pixels
 * @param formats of the content; the others are empty in the answer
 * @param coordinates whether elements tell where they stand
 * @param pictures elements of these categories come with a PNG
 * @param joinTables whether tables over page breaks become one
 * @param pages which pages
 * @param password of an encrypted PDF, empty if there is none
 */
public record DigitizationRequest(
        AnalyzerOptions.Ocr ocr,
        Set<OutputFormat> formats,
        boolean coordinates,
        Set<Category> pictures,
        boolean joinTables,
        PageRanges pages,
        String password) {
    public DigitizationRequest {
        formats = Set.copyOf(formats);
        pictures = Set.copyOf(pictures);
    }
}
