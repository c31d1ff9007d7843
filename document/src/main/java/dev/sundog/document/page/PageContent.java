package dev.sundog.document.page;

import java.util.List;

/**
 * Everything that stands on one page, in points from its top left corner as a reader holds it.
 * Immutable.
 *
 * @param number from 1
 * @param rotation degrees clockwise by which the stored page was turned
 * @param engines what found the words
 * @param regions hints of detectors, possibly none
 */
public record PageContent(
        int number,
        double width,
        double height,
        int rotation,
        List<String> engines,
        List<Word> words,
        List<Ruling> rulings,
        List<Picture> pictures,
        List<Region> regions) {
    public PageContent {
        engines = List.copyOf(engines);
        words = List.copyOf(words);
        rulings = List.copyOf(rulings);
        pictures = List.copyOf(pictures);
        regions = List.copyOf(regions);
    }

    /** The same page with other words, found by other engines. */
    public PageContent with(List<Word> others, List<String> finders) {
        return new PageContent(
                number, width, height, rotation, finders, others, rulings, pictures, regions);
    }

    /** The same page with other hints. */
    public PageContent with(List<Region> hints) {
        return new PageContent(
                number, width, height, rotation, engines, words, rulings, pictures, hints);
    }
}
