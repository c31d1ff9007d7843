package dev.sundog.document.tree;

import java.util.List;
import java.util.Optional;

/** What an element holds. Immutable. */
public sealed interface Content {
    /** The content as plain text; rows of a table are lines with tabs between cells. */
    String text();

    /** A paragraph, heading, caption or another element of running text. */
    record Text(List<TextRun> runs) implements Content {
        public Text {
            runs = List.copyOf(runs);
        }

        @Override
        public String text() {
            StringBuilder all = new StringBuilder();
            runs.forEach(run -> all.append(run.text()));
            return all.toString();
        }

        /** Whether it is lines of code: of letters of one width, their breaks and indents kept. */
        public boolean code() {
            return runs.stream().allMatch(TextRun::monospaced) && text().indexOf('\n') > 0;
        }
    }

    /**
     * A list.
     *
     * @param ordered whether its markers count
     */
    record Items(boolean ordered, List<Item> items) implements Content {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String text() {
            return String.join(
                    "\n",
                    items.stream().map(item -> item.marker() + " " + item.text().text()).toList());
        }
    }

    /**
     * An entry of a list.
     *
     * @param marker as printed: a bullet, {@code 1.}, {@code (a)}, {@code 가.}
     * @param level 0 for the outermost
     */
    record Item(String marker, int level, Text text) {}

    /** A table's cells. */
    record Grid(TableGrid grid) implements Content {
        @Override
        public String text() {
            return grid.text();
        }
    }

    /**
     * A figure or chart.
     *
     * @param png the crop as PNG, absent when pictures were not asked for
     * @param inside text recognised or drawn inside it, possibly empty
     */
    record Picture(Optional<byte[]> png, Text inside) implements Content {
        @Override
        public String text() {
            return inside.text();
        }
    }
}
