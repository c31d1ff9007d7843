package dev.sundog.document.layout;

import dev.sundog.document.table.FoundTable;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.PageStatus;

import java.util.ArrayList;
import java.util.List;

/** A page's pieces in reading order, before the document is put together. Immutable. */
public final class PageLayout {
    private final int number;
    private final double width;
    private final double height;
    private final int rotation;
    private final PageStatus status;
    private final List<String> engines;
    private final List<Piece> pieces;
    private final List<FoundTable> doubtful;
    private final boolean mirrored;

    PageLayout(
            int number,
            double width,
            double height,
            int rotation,
            PageStatus status,
            List<String> engines,
            List<Piece> pieces,
            List<FoundTable> doubtful,
            boolean mirrored) {
        this.number = number;
        this.width = width;
        this.height = height;
        this.rotation = rotation;
        this.status = status;
        this.engines = List.copyOf(engines);
        this.pieces = List.copyOf(pieces);
        this.doubtful = List.copyOf(doubtful);
        this.mirrored = mirrored;
    }

    public int number() {
        return number;
    }

    public PageStatus status() {
        return status;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    int rotation() {
        return rotation;
    }

    List<String> engines() {
        return engines;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Whether the pieces are those of the page in a mirror, as it is read from right to left. */
    boolean mirrored() {
        return mirrored;
    }

    /**
     * How sure it is that the element of a box is what it is called: less than 1 where a table
     * nearly was found.
     */
    double confidence(Box box) {
        return doubtful.stream()
                .filter(table -> table.box().containsCenter(box))
                .mapToDouble(table -> 1 - table.confidence())
                .min()
                .orElse(1);
    }

    PageLayout with(List<Piece> changed) {
        return new PageLayout(
                number, width, height, rotation, status, engines, changed, doubtful, mirrored);
    }

    /** The page without one of its pieces. */
    PageLayout without(Piece piece) {
        List<Piece> rest = new ArrayList<>(pieces);
        rest.remove(piece);
        return with(rest);
    }
}
