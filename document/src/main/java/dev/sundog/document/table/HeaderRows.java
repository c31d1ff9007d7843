package dev.sundog.document.table;

import dev.sundog.document.page.Word;
import dev.sundog.document.table.Draft.CellDraft;

import java.util.List;

/** How many leading rows of a table are its header. */
final class HeaderRows {
    private static final int MOST = 4;
    private static final double NUMERIC_BODY = 0.3;

    private HeaderRows() {}

    static int count(Draft draft) {
        int rows = draft.rows();
        if (rows < 2 || draft.columns() < 2) {
            return 0;
        }
        int most = Math.min(MOST, rows - 1);
        int numericFrom = firstNumericRow(draft);
        if (numericFrom > 0 && numericFrom <= most) {
            return numericFrom;
        }
        if (draft.ruledHeader() > 0 && draft.ruledHeader() <= most) {
            return draft.ruledHeader();
        }
        int bold = boldRows(draft);
        if (bold > 0 && bold <= most) {
            return bold;
        }
        boolean full = row(draft, 0).stream().allMatch(cell -> !cell.words().isEmpty());
        return full && numericFrom < 0 ? 1 : 0;
    }

    /**
     * The first row with a number right of the first column, −1 if the body is not of numbers.
     * Years alone do not count: they head columns.
     */
    private static int firstNumericRow(Draft draft) {
        long filled = 0;
        long numeric = 0;
        int first = -1;
        for (int row = 0; row < draft.rows(); row++) {
            boolean amounts = false;
            for (CellDraft cell : row(draft, row)) {
                if (cell.column() == 0 || cell.words().isEmpty()) {
                    continue;
                }
                filled++;
                if (Chunk.of(cell.words()).numeric()) {
                    numeric++;
                    amounts |= !year(cell.words());
                }
            }
            if (amounts && first < 0) {
                first = row;
            }
        }
        return numeric >= NUMERIC_BODY * filled && numeric > 0 ? first : -1;
    }

    private static boolean year(List<Word> words) {
        return words.stream()
                .allMatch(
                        word -> word.text().matches("(19|20)\\d\\d([-–/](19|20)?\\d\\d)?[*)a-z]?"));
    }

    private static int boldRows(Draft draft) {
        int bold = 0;
        while (bold < draft.rows()) {
            List<Word> words =
                    row(draft, bold).stream().flatMap(cell -> cell.words().stream()).toList();
            if (words.isEmpty() || !words.stream().allMatch(Word::bold)) {
                break;
            }
            bold++;
        }
        return bold == draft.rows() ? 0 : bold;
    }

    private static List<CellDraft> row(Draft draft, int row) {
        return draft.cells().stream().filter(cell -> cell.row() == row).toList();
    }
}
