package dev.sundog.document.score;

import java.util.List;
import java.util.Optional;

/**
 * Whether the tables have the right cells in the right places.
 *
 * <p>TEDS: 1 − tree edit distance / the larger number of nodes, all tables of a document standing
 * side by side in one tree, as dp-bench's published scores have it.
 */
final class TableStructure {
    private TableStructure() {}

    /** Empty if the truth has no table; 0 if only the prediction has none. */
    static Optional<Similarity> score(String truth, String prediction) {
        List<String> wanted = MarkdownText.tables(MarkdownText.withHtmlTables(truth));
        List<String> found = MarkdownText.tables(MarkdownText.withHtmlTables(prediction));
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(found.isEmpty() ? Similarity.NONE : similarity(wanted, found));
    }

    /** TEDS of tables in HTML. */
    static Similarity similarity(List<String> truth, List<String> prediction) {
        HtmlTables wanted = HtmlTables.parse(truth);
        HtmlTables found = HtmlTables.parse(prediction);
        double nodes = Math.max(wanted.descendants(), found.descendants());
        double full = wanted.tree().distance(found.tree(), TableStructure::renaming);
        double structure =
                wanted.tree().distance(found.tree(), (from, to) -> from.sameKind(to) ? 0 : 1);
        return new Similarity(Math.max(0, 1 - full / nodes), Math.max(0, 1 - structure / nodes));
    }

    private static double renaming(HtmlTables.Node from, HtmlTables.Node to) {
        return from.sameKind(to) ? TextDistance.relative(from.text(), to.text()) : 1;
    }
}
