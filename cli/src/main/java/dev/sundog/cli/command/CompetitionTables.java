package dev.sundog.cli.command;

import dev.sundog.model.failure.SundogException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * The truth of the ICDAR 2013 table competition: {@code NAME-reg.xml} says where tables are, {@code
 * NAME-str.xml} what cells they have, in points from the page's bottom left.
 *
 * <p>Source: M. Göbel, T. Hassan, E. Oro and G. Orsi, <i>ICDAR 2013 table competition</i>, ICDAR
 * 2013, and the schemas of its data set.
 *
 * @param document the name
 * @param pdf the file
 * @param page from 1
 * @param region left, bottom, right, top
 * @param html the cells as a table, empty slots as empty cells
 */
record CompetitionTables(String document, Path pdf, int page, double[] region, String html) {
    private static final String STRUCTURE = "-str.xml";
    private static final int MOST = 2000;

    private record Cell(int row, int column, int lastRow, int lastColumn, String text) {}

    /** The tables of a folder, a table's part on each page for itself. */
    static List<CompetitionTables> read(Path folder) {
        List<CompetitionTables> tables = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(STRUCTURE)).sorted().toList()) {
                String name = file.getFileName().toString().replace(STRUCTURE, "");
                tables.addAll(read(folder, name));
            }
        } catch (IOException e) {
            throw SundogException.data("file-unreadable", folder + ": cannot be read: " + e, e);
        }
        if (tables.isEmpty()) {
            throw SundogException.data(
                    "score-truth", folder + ": no file *" + STRUCTURE + " with a table in it");
        }
        return tables;
    }

    private static List<CompetitionTables> read(Path folder, String name) {
        Path whole = folder.resolve(name + ".pdf");
        Path pdf =
                Files.exists(whole)
                        ? whole
                        : folder.resolve(name.replaceAll("[a-z]$", "") + ".pdf");
        if (!Files.exists(pdf)) {
            // a second truth, eu-009b, of a document that is there as eu-009a
            return List.of();
        }
        List<Element> structures = children(parse(folder.resolve(name + STRUCTURE)), "region");
        List<Element> places = children(parse(folder.resolve(name + "-reg.xml")), "region");
        if (structures.size() != places.size()) {
            throw SundogException.data(
                    "score-truth",
                    folder.resolve(name + STRUCTURE)
                            + ": "
                            + structures.size()
                            + " regions, but "
                            + places.size()
                            + " in "
                            + name
                            + "-reg.xml");
        }
        List<CompetitionTables> tables = new ArrayList<>();
        for (int i = 0; i < structures.size(); i++) {
            List<Element> boxes = children(places.get(i), "bounding-box");
            List<Cell> cells =
                    children(structures.get(i), "cell").stream().map(c -> cell(c)).toList();
            if (boxes.isEmpty() || cells.isEmpty()) {
                continue;
            }
            Element box = boxes.getFirst();
            double[] region = {
                Math.min(number(box, "x1", 0), number(box, "x2", 0)),
                Math.min(number(box, "y1", 0), number(box, "y2", 0)),
                Math.max(number(box, "x1", 0), number(box, "x2", 0)),
                Math.max(number(box, "y1", 0), number(box, "y2", 0))
            };
            int page = number(places.get(i), "page", 1);
            html(cells)
                    .ifPresent(t -> tables.add(new CompetitionTables(name, pdf, page, region, t)));
        }
        return tables;
    }

    private static Cell cell(Element cell) {
        int row = number(cell, "start-row", 0);
        int column = number(cell, "start-col", 0);
        List<Element> content = children(cell, "content");
        return new Cell(
                row,
                column,
                Math.max(row, number(cell, "end-row", row)),
                Math.max(column, number(cell, "end-col", column)),
                content.isEmpty() ? "" : content.getFirst().getTextContent());
    }

    private static Optional<String> html(List<Cell> cells) {
        int rows = cells.stream().mapToInt(Cell::lastRow).max().orElse(0) + 1;
        int columns = cells.stream().mapToInt(Cell::lastColumn).max().orElse(0) + 1;
        if (rows > MOST || columns > MOST) {
            return Optional.empty();
        }
        boolean[][] taken = new boolean[rows][columns];
        StringBuilder[] lines = new StringBuilder[rows];
        for (Cell cell : cells) {
            for (int r = cell.row; r <= cell.lastRow; r++) {
                for (int c = cell.column; c <= cell.lastColumn; c++) {
                    taken[r][c] = true;
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            lines[r] = new StringBuilder("<tr>");
            for (int c = 0; c < columns; c++) {
                append(lines[r], cells, r, c, taken[r][c]);
            }
            lines[r].append("</tr>");
        }
        return Optional.of("<table>" + String.join("", lines) + "</table>");
    }

    private static void append(
            StringBuilder out, List<Cell> cells, int row, int column, boolean taken) {
        if (!taken) {
            out.append("<td></td>");
            return;
        }
        for (Cell cell : cells) {
            if (cell.row == row && cell.column == column) {
                out.append("<td rowspan=\"").append(cell.lastRow - row + 1);
                out.append("\" colspan=\"").append(cell.lastColumn - column + 1).append("\">");
                out.append(cell.text.replace("&", "&amp;").replace("<", "&lt;")).append("</td>");
                return;
            }
        }
    }

    private static Element parse(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(file.toFile()).getDocumentElement();
        } catch (SAXException e) {
            throw SundogException.data(
                    "score-truth", file + ": no valid XML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw SundogException.data("file-unreadable", file + ": cannot be read: " + e, e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static int number(Element element, String name, int otherwise) {
        String value = element.getAttribute(name).strip();
        try {
            return value.isEmpty() ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw SundogException.data(
                    "score-truth", "attribute " + name + ": expected a number, found " + value, e);
        }
    }
}
