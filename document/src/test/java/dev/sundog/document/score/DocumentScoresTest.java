package dev.sundog.document.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The measures on documents small enough to count by hand. */
class DocumentScoresTest {
    private static final double EXACT = 1e-12;

    @Test
    void orderIsInsertionsAndDeletionsOverBothLengths() {
        // "abcd" to "abxd" without replacing: delete c, insert x; 1 - 2 / 8.
        assertThat(TextDistance.inDelSimilarity("abcd", "abxd")).isCloseTo(0.75, within(EXACT));
        assertThat(TextDistance.inDelSimilarity("", "")).isEqualTo(1);
        assertThat(TextDistance.inDelSimilarity("가나다", "")).isZero();
    }

    @Test
    void longTextsCrossWordsOfBits() {
        String left = "ab".repeat(200);
        String right = "ba".repeat(200);
        // The longest common subsequence leaves out one letter at each end.
        assertThat(TextDistance.inDelSimilarity(left, right))
                .isCloseTo(2.0 * 399 / 800, within(EXACT));
        assertThat(TextDistance.inDelSimilarity(left, left)).isEqualTo(1);
    }

    @Test
    void codePointsCountOnce() {
        assertThat(TextDistance.levenshtein("\ud83d\ude00a", "\ud83d\ude01a")).isEqualTo(1);
        assertThat(TextDistance.levenshtein("kitten", "sitting")).isEqualTo(3);
        assertThat(TextDistance.relative("", "")).isZero();
    }

    @Test
    void tablesAreLeftOutOfTheSecondOrderMeasure() {
        String truth = "one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\ntwo\n";
        DocumentScores scores = DocumentScores.of(truth, "one two");

        Similarity order = scores.readingOrder().orElseThrow();
        assertThat(order.structure()).isEqualTo(1);
        assertThat(order.full()).isLessThan(0.5);
    }

    @Test
    void emphasisCountsUnlessUnwrapped() {
        DocumentScores counted = DocumentScores.of("ab", "***ab***");
        DocumentScores unwrapped = DocumentScores.of("ab", "***ab***", true);

        assertThat(counted.readingOrder().orElseThrow().full())
                .isCloseTo(1 - 6.0 / 10, within(EXACT));
        assertThat(unwrapped.readingOrder().orElseThrow().full()).isEqualTo(1);
    }

    @Test
    void aPipeTableIsTheHtmlTableItStandsFor() {
        String html =
                "<table><thead><tr><td>Col1</td><td>Col2</td></tr></thead>"
                        + "<tr><td>A &amp; B</td><td>x<br>y</td></tr></table>";
        String pipe = "| Col1 | Col2 |\n| :-- | --- |\n| A & B | x y |\n";

        assertThat(DocumentScores.of(html, pipe).tables()).contains(new Similarity(1, 1));
    }

    @Test
    void aCellThatDiffersCostsItsDistance() {
        // 1 table, 1 row, 2 cells: 4 nodes. "abcd" against "abxd" costs 1/4.
        String truth = "<table><tr><td>abcd</td><td>e</td></tr></table>";
        String found = "<table><tr><td>abxd</td><td>e</td></tr></table>";

        Similarity similarity = DocumentScores.of(truth, found).tables().orElseThrow();
        assertThat(similarity.full()).isCloseTo(1 - 0.25 / 4, within(EXACT));
        assertThat(similarity.structure()).isEqualTo(1);
    }

    @Test
    void aSpanThatDiffersCostsARenaming() {
        String truth = "<table><tr><td colspan=\"2\">a</td></tr></table>";
        String found = "<table><tr><td>a</td></tr></table>";

        assertThat(DocumentScores.of(truth, found).tables().orElseThrow().full())
                .isCloseTo(1 - 1.0 / 3, within(EXACT));
    }

    @Test
    void allTablesStandInOneTree() {
        String one = "<table><tr><td>a</td></tr></table>";
        // 6 nodes in the truth, 3 of them missing.
        assertThat(DocumentScores.of(one + "\n" + one, one).tables().orElseThrow().full())
                .isCloseTo(0.5, within(EXACT));
    }

    @Test
    void unclosedCellsAndRowsAreRead() {
        String sloppy = "<TABLE border=1><tr><td>a<td rowspan=2>b<tr><th>c</TABLE>";
        String clean =
                "<table><tr><td>a</td><td rowspan=\"2\">b</td></tr><tr><td>c</td></tr></table>";

        assertThat(DocumentScores.of(clean, sloppy).tables()).contains(new Similarity(1, 1));
    }

    @Test
    void headingsOfAllLevelsAreAlike() {
        String truth = "# Title\nDetails\n## Part\nMore text";
        String found = "### Title\nDetails\n# Part\nMore text";

        assertThat(DocumentScores.of(truth, found).headings()).contains(new Similarity(1, 1));
    }

    @Test
    void aMissingHeadingIsOneNodeOfFive() {
        String truth = "# A\nx\n# B\ny";
        String found = "# A\nx\ny";

        // document, A, "x", B, "y": without B one deletion of B, one of a content node, and "x"
        // becomes "x y": 1/1 of renaming against 2/3; the least is 1 + 1 + 2/3.
        assertThat(DocumentScores.of(truth, found).headings().orElseThrow().full())
                .isCloseTo(1 - (2 + 2.0 / 3) / 5, within(EXACT));
    }

    @Test
    void whatTheTruthLacksIsNotMeasured() {
        DocumentScores scores = DocumentScores.of("plain", "# plain\n<table></table>");

        assertThat(scores.tables()).isEmpty();
        assertThat(scores.headings()).isEmpty();
        assertThat(scores.overall()).hasValue(scores.readingOrder().orElseThrow().full());
        assertThat(DocumentScores.of("  ", "x").overall()).isEmpty();
    }

    @Test
    void whatOnlyThePredictionLacksIsZero() {
        DocumentScores scores = DocumentScores.of("# H\n| a | b |\n|--|--|\n| 1 | 2 |", "H");

        assertThat(scores.tables()).contains(Similarity.NONE);
        assertThat(scores.headings()).contains(Similarity.NONE);
    }

    @Test
    void tauCountsPairs() {
        assertThat(KendallTau.of(new int[] {0, 1, 2, 3})).isEqualTo(1);
        assertThat(KendallTau.of(new int[] {3, 2, 1, 0})).isEqualTo(-1);
        // One of six pairs is swapped.
        assertThat(KendallTau.of(new int[] {0, 2, 1, 3})).isCloseTo(4.0 / 6, within(EXACT));
    }
}
