package dev.sundog.document.ocr;

import dev.sundog.document.page.PageContent;

import java.awt.image.BufferedImage;

/**
 * A page read from pixels.
 *
 * @param content what stands on it
 * @param upright its picture in grey, turned as the content's boxes count: for cutting out figures
 * @param dotsPerInch of the picture
 */
public record RecognizedPage(PageContent content, BufferedImage upright, double dotsPerInch) {}
