package dev.sundog.document.html;

import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Element;

import java.util.List;

/** Writes plain text: elements apart by blank lines, cells of tables apart by tabs. */
final class TextWriter {
    String write(Document document) {
        List<String> parts =
                document.elements().map(TextWriter::element).filter(t -> !t.isBlank()).toList();
        return parts.isEmpty() ? "" : String.join("\n\n", parts) + "\n";
    }

    /** One element without a line break at its end. */
    static String element(Element element) {
        return element.content().text().strip();
    }
}
