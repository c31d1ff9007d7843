package dev.sundog.document.pdf;

import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Picture;
import dev.sundog.document.page.Region;
import dev.sundog.document.page.Ruling;
import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;

/**
 * Pages whose text runs sideways or upside down, turned as a reader would turn the sheet.
 *
 * @param quarters clockwise quarter turns
 * @param width of the page before the turn
 * @param height of the page before the turn
 */
record Uprighting(int quarters, double width, double height) {
    private static final double MOST = 0.7;

    /** The turn that {@code page} needs. Text set downward in a script set so needs none. */
    static Uprighting of(PageContent page) {
        long[] letters = new long[4];
        long wide = 0;
        long all = 0;
        for (Word word : page.words()) {
            int length = word.text().length();
            all += length;
            if (word.angle() % 90 == 0) {
                letters[word.angle() / 90] += length;
            }
            wide += word.text().codePoints().filter(Character::isIdeographic).count();
        }
        int quarters = 0;
        for (int i = 1; i < 4; i++) {
            boolean vertical = i == 1 && 4 * wide > all;
            if (letters[i] > MOST * all && !vertical) {
                quarters = 4 - i;
            }
        }
        return new Uprighting(quarters, page.width(), page.height());
    }

    PageContent turned(PageContent page) {
        if (quarters == 0) {
            return page;
        }
        boolean swapped = quarters % 2 == 1;
        return new PageContent(
                page.number(),
                swapped ? height : width,
                swapped ? width : height,
                (page.rotation() + 90 * quarters) % 360,
                page.engines(),
                page.words().stream().map(this::turned).toList(),
                page.rulings().stream()
                        .map(ruling -> new Ruling(turned(ruling.box()), ruling.thickness()))
                        .toList(),
                page.pictures().stream()
                        .map(picture -> new Picture(turned(picture.box()), picture.vector()))
                        .toList(),
                page.regions().stream()
                        .map(
                                region ->
                                        new Region(
                                                turned(region.box()),
                                                region.category(),
                                                region.confidence(),
                                                region.source()))
                        .toList());
    }

    private Box turned(Box box) {
        return switch (quarters) {
            case 1 -> new Box(height - box.y1(), box.x0(), height - box.y0(), box.x1());
            case 2 ->
                    new Box(
                            width - box.x1(),
                            height - box.y1(),
                            width - box.x0(),
                            height - box.y0());
            case 3 -> new Box(box.y0(), width - box.x1(), box.y1(), width - box.x0());
            default -> box;
        };
    }

    private Word turned(Word word) {
        Box box = turned(word.box());
        int angle = (word.angle() + 90 * quarters) % 360;
        return word.moved(
                box, angle == 0 ? box.y1() - WordBuilder.DESCENT * word.size() : box.y1(), angle);
    }
}
