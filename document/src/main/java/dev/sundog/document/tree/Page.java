package dev.sundog.document.tree;

import java.util.List;

/**
 * One page with its elements in reading order.
 *
 * @param number from 1
 * @param width points, rotation applied
 * @param height points, rotation applied
 * @param rotation degrees clockwise by which the stored page was turned: 0, 90, 180 or 270
 * @param engines what read it, for example {@code pdf}, {@code tesseract kor+eng}; in order of use
 */
public record Page(
        int number,
        double width,
        double height,
        int rotation,
        PageStatus status,
        List<String> engines,
        List<Element> elements) {
    public Page {
        engines = List.copyOf(engines);
        elements = List.copyOf(elements);
    }
}
