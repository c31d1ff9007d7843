package dev.sundog.document.pdf;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.tree.PageStatus;

/**
 * A page as read from the file.
 *
 * @param quarters clockwise quarter turns that set the page upright besides its own rotation
 * @param status complete, or what could not be read
 * @param text whether the text can be trusted
 * @param imageShare the part of the page that images cover, 0 to 1
 */
public record PdfPage(
        PageContent content, int quarters, PageStatus status, TextTrust text, double imageShare) {}
