package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TableGrid;

import java.util.List;

/**
 * A table of one page. Immutable.
 *
 * @param box around its words and rulings
 * @param confidence 0 to 1
 * @param detector {@code lattice}, {@code stream}, or the model that saw its structure
 * @param words those that stand in its cells
 */
public record FoundTable(
        Box box, TableGrid grid, double confidence, String detector, List<Word> words) {
    public FoundTable {
        words = List.copyOf(words);
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("a confidence of " + confidence);
        }
    }

    /** Whether a model saw its rows and columns. */
    public boolean modelled() {
        return detector.equals(Modelled.NAME);
    }
}
