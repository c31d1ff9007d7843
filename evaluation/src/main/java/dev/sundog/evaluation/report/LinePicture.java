package dev.sundog.evaluation.report;

import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.Comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The line as a picture: a box a stage, and on each arrow what the tests say of it. */
final class LinePicture {
    private static final int PER_ROW = 7;
    private static final int PER_ROW_OF_LONG_NAMES = 5;
    private static final int LONG_NAME = 11;
    private static final double BOX_HEIGHT = 92;
    private static final double ROW_HEIGHT = 142;

    private LinePicture() {}

    /**
     * A box: a stage.
     *
     * @param title its name
     * @param lines below it
     * @param counts what the tests say of it, beside the stage before
     */
    private record Box(String title, List<String> lines, Counts counts) {}

    /** How many headline metrics became better, worse, or neither. */
    record Counts(int better, int worse, int tied) {
        static Counts of(List<Comparison> comparisons) {
            List<String> tasks = new ArrayList<>();
            int[] counts = new int[Verdict.values().length];
            for (Comparison comparison : comparisons) {
                if (!tasks.contains(comparison.task())) {
                    tasks.add(comparison.task());
                    counts[comparison.verdict().ordinal()]++;
                }
            }
            return new Counts(
                    counts[Verdict.BETTER.ordinal()],
                    counts[Verdict.WORSE.ordinal()],
                    counts[Verdict.TIED.ordinal()]);
        }

        int total() {
            return better + worse + tied;
        }

        String words() {
            return better + " better, " + worse + " worse, " + tied + " tied";
        }
    }

    static void write(Markup page, LineReport report) {
        List<Box> boxes = boxes(report);
        String description =
                boxes.stream()
                        .map(
                                box ->
                                        box.title()
                                                + " ("
                                                + String.join(", ", box.lines())
                                                + (box.counts().total() > 0
                                                        ? "; " + box.counts().words()
                                                        : "")
                                                + ")")
                        .collect(Collectors.joining(", then "));
        page.open("div", "class", "wide line").add(wide(boxes, description)).close().line();
        page.open("div", "class", "narrow line").add(narrow(boxes, description)).close().line();
        page.open("p", "class", "legend");
        page.text("On the arrows: tasks ");
        chipWord(page, Verdict.BETTER).text(", ");
        chipWord(page, Verdict.WORSE).text(" or ");
        chipWord(page, Verdict.TIED).text(" beside the stage before.");
        page.close().line();
    }

    private static Markup chipWord(Markup page, Verdict verdict) {
        return page.leaf(
                "span",
                VerdictChip.mark(verdict) + " " + VerdictChip.word(verdict),
                "class",
                "word " + VerdictChip.style(verdict));
    }

    private static List<Box> boxes(LineReport report) {
        List<Box> boxes = new ArrayList<>();
        for (StageReport stage : report.stages()) {
            boxes.add(
                    new Box(
                            stage.name(),
                            List.of(
                                    stage.layers() + " layers",
                                    Numbers.count(stage.parameters()) + " params",
                                    Numbers.bytes(stage.bytes())),
                            Counts.of(stage.versusBefore())));
        }
        return boxes;
    }

    private static Markup wide(List<Box> boxes, String description) {
        boolean longNames = boxes.stream().anyMatch(box -> box.title().length() > LONG_NAME);
        int columns = Math.min(longNames ? PER_ROW_OF_LONG_NAMES : PER_ROW, boxes.size());
        int rows = (boxes.size() + columns - 1) / columns;
        double gap = 46;
        double boxWidth = Math.min(190, (Plot.FULL - gap * (columns - 1)) / columns);
        double used = columns * boxWidth + (columns - 1) * gap;
        return Plot.draw(
                "line",
                "The line",
                description,
                used + 2,
                rows * ROW_HEIGHT - ROW_HEIGHT + BOX_HEIGHT + 2,
                plot -> {
                    for (int i = 0; i < boxes.size(); i++) {
                        double x = 1 + i % columns * (boxWidth + gap);
                        double y = 1 + (double) (i / columns) * ROW_HEIGHT;
                        if (i % columns > 0) {
                            arrow(plot, x - gap, y + BOX_HEIGHT / 2, gap, boxes.get(i));
                        } else if (i > 0) {
                            wrapArrow(plot, used, x + boxWidth / 2, y, boxes.get(i));
                        }
                        box(plot, boxes.get(i), x, y, boxWidth);
                    }
                });
    }

    private static void box(Plot plot, Box box, double x, double y, double width) {
        String tip = box.title() + ": " + String.join(", ", box.lines());
        plot.box("box", x, y, width, BOX_HEIGHT, 9, tip);
        double middle = x + width / 2;
        plot.text(middle, y + 25, "title mid", fitting(box.title(), width / 9.6));
        double at = y + 46;
        for (String line : box.lines()) {
            plot.text(middle, at, "detail mid", fitting(line, width / 6.3));
            at += 16;
        }
    }

    private static void arrow(Plot plot, double x, double y, double gap, Box box) {
        plot.line("arrow", x + 5, y, x + gap - 9, y);
        head(plot, x + gap - 4, y);
        if (box.counts().total() > 0) {
            double middle = x + gap / 2;
            plot.text(middle, y - 11, "count mid better", "▲ " + box.counts().better());
            plot.text(middle, y + 19, "count mid worse", "▼ " + box.counts().worse());
            plot.text(middle, y + 35, "count mid tied", "= " + box.counts().tied());
        }
    }

    private static void wrapArrow(Plot plot, double right, double x, double y, Box box) {
        double between = y - (ROW_HEIGHT - BOX_HEIGHT) / 2;
        plot.path(
                "arrow",
                "M%s %sV%sH%sV%s"
                        .formatted(
                                Numbers.coordinate(right - 60),
                                Numbers.coordinate(y - (ROW_HEIGHT - BOX_HEIGHT) + 4),
                                Numbers.coordinate(between),
                                Numbers.coordinate(x),
                                Numbers.coordinate(y - 9)));
        plot.path(
                "arrowhead",
                "M%s %sl-5 -8h10z".formatted(Numbers.coordinate(x), Numbers.coordinate(y - 3)));
        if (box.counts().total() > 0) {
            plot.text(x + 12, y - 8, "count better", "▲ " + box.counts().better());
            plot.text(x + 50, y - 8, "count worse", "▼ " + box.counts().worse());
            plot.text(x + 88, y - 8, "count tied", "= " + box.counts().tied());
        }
    }

    private static void head(Plot plot, double x, double y) {
        plot.path(
                "arrowhead",
                "M%s %sl-8 -5v10z".formatted(Numbers.coordinate(x), Numbers.coordinate(y)));
    }

    private static Markup narrow(List<Box> boxes, String description) {
        double height = 62;
        double gap = 40;
        return Plot.draw(
                "line",
                "The line",
                description,
                Plot.NARROW,
                boxes.size() * (height + gap) - gap + 2,
                plot -> {
                    double y = 1;
                    for (Box box : boxes) {
                        if (y > 1) {
                            downArrow(plot, y - gap, gap, box);
                        }
                        plot.box("box", 1, y, Plot.NARROW - 2, height, 9, box.title());
                        plot.text(16, y + 26, "title", fitting(box.title(), 38));
                        plot.text(16, y + 47, "detail", String.join(" · ", box.lines()));
                        y += height + gap;
                    }
                });
    }

    private static void downArrow(Plot plot, double y, double gap, Box box) {
        plot.line("arrow", 30, y + 5, 30, y + gap - 9);
        plot.path("arrowhead", "M30 %sl-5 -8h10z".formatted(Numbers.coordinate(y + gap - 4)));
        if (box.counts().total() > 0) {
            double text = y + gap / 2 + 5;
            plot.text(48, text, "count better", "▲ " + box.counts().better() + " better");
            plot.text(138, text, "count worse", "▼ " + box.counts().worse() + " worse");
            plot.text(226, text, "count tied", "= " + box.counts().tied() + " tied");
        }
    }

    private static String fitting(String text, double characters) {
        int most = Math.max(3, (int) characters);
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
