package dev.sundog.document;

import dev.sundog.document.ocr.RecognizedPage;
import dev.sundog.document.page.PageContent;
import dev.sundog.document.page.Region;
import dev.sundog.document.table.FoundTable;
import dev.sundog.document.table.TableFinder;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.Category;
import dev.sundog.document.tree.TableGrid;
import dev.sundog.document.vision.TableStructure;
import dev.sundog.document.vision.TableStructure.Structure;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a model sees of the structure of a page's tables, as hints for reading them. It looks where
 * geometry finds a table, whose box is tighter than a layout model's and so the structure better,
 * and where only the layout model sees one. Stateless and thread-safe.
 */
final class TableStructures {
    /** Around a table, in pixels. */
    private static final int MARGIN = 8;

    /** Part of the smaller of two boxes from which on they are of one table. */
    private static final double SAME = 0.5;

    private static final int MOST_TABLES = 40;

    private TableStructures() {}

    /**
     * The page with the structures of its tables among its regions.
     *
     * @param model sees the structure of a table in its picture, in pixels of that
     */
    static RecognizedPage added(
            RecognizedPage page, Function<BufferedImage, Optional<Structure>> model) {
        PageContent content = page.content();
        List<Region> regions = new ArrayList<>(content.regions());
        for (Box place : places(content)) {
            structure(page, place, model).ifPresent(regions::add);
        }
        return new RecognizedPage(content.with(regions), page.upright(), page.dotsPerInch());
    }

    private static List<Box> places(PageContent content) {
        List<Box> places = new ArrayList<>();
        TableFinder.find(content).stream()
                .filter(table -> table.words().stream().allMatch(word -> word.angle() == 0))
                .map(FoundTable::box)
                .forEach(places::add);
        content.regions().stream()
                .filter(region -> region.category() == Category.TABLE)
                .map(Region::box)
                .filter(box -> places.stream().noneMatch(place -> same(place, box)))
                .toList()
                .forEach(places::add);
        return places.subList(0, Math.min(MOST_TABLES, places.size()));
    }

    private static boolean same(Box a, Box b) {
        return a.overlap(b) > SAME * Math.min(a.area(), b.area());
    }

    private static Optional<Region> structure(
            RecognizedPage page, Box place, Function<BufferedImage, Optional<Structure>> model) {
        BufferedImage image = page.upright();
        double pixels = page.dotsPerInch() / 72;
        int x0 = Math.clamp((long) (place.x0() * pixels) - MARGIN, 0, image.getWidth() - 1);
        int y0 = Math.clamp((long) (place.y0() * pixels) - MARGIN, 0, image.getHeight() - 1);
        int x1 = Math.clamp((long) (place.x1() * pixels) + MARGIN, x0 + 1, image.getWidth());
        int y1 = Math.clamp((long) (place.y1() * pixels) + MARGIN, y0 + 1, image.getHeight());
        return model.apply(image.getSubimage(x0, y0, x1 - x0, y1 - y0))
                .map(
                        found ->
                                new Region(
                                        place,
                                        Category.TABLE,
                                        found.confidence(),
                                        TableStructure.NAME,
                                        Optional.of(onPage(found.grid(), x0, y0, pixels))));
    }

    private static TableGrid onPage(TableGrid grid, int x0, int y0, double pixels) {
        List<TableGrid.Cell> cells = new ArrayList<>();
        for (TableGrid.Cell cell : grid.cells()) {
            Box box = cell.box();
            cells.add(
                    new TableGrid.Cell(
                            cell.row(),
                            cell.column(),
                            cell.rowSpan(),
                            cell.columnSpan(),
                            new Box(
                                    (box.x0() + x0) / pixels,
                                    (box.y0() + y0) / pixels,
                                    (box.x1() + x0) / pixels,
                                    (box.y1() + y0) / pixels),
                            cell.content()));
        }
        return new TableGrid(grid.rows(), grid.columns(), grid.headerRows(), cells);
    }
}
