package dev.sundog.evaluation.report;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.report.StageReport.TaskScore;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.task.Comparison;
import dev.sundog.evaluation.task.MetricValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Columns of results by task and metric, with intervals; verdicts beside the column before. */
final class ScoreTable {
    private ScoreTable() {}

    /**
     * A column.
     *
     * @param name heading
     * @param tasks scores
     * @param comparisons with the column before
     */
    record Column(String name, List<TaskScore> tasks, List<Comparison> comparisons) {
        Optional<Estimate> estimate(Row row) {
            return tasks.stream()
                    .filter(score -> score.task().equals(row.task()))
                    .flatMap(score -> score.values().stream())
                    .filter(value -> value.metric() == row.metric())
                    .map(MetricValue::estimate)
                    .findFirst();
        }

        Optional<Comparison> comparison(Row row) {
            return comparisons.stream()
                    .filter(c -> c.task().equals(row.task()) && c.metric() == row.metric())
                    .findFirst();
        }
    }

    /** A row. */
    record Row(String task, Metric metric, String language) {}

    static void write(Markup page, String caption, List<Column> columns) {
        List<Row> rows = rows(columns);
        page.open(
                "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        page.open("table", "class", "scores stack", "role", "table");
        page.leaf("caption", caption);
        page.open("thead", "role", "rowgroup").open("tr", "role", "row");
        page.leaf("th", "Task", "scope", "col", "role", "columnheader");
        for (Column column : columns) {
            page.leaf("th", column.name(), "scope", "col", "role", "columnheader");
        }
        page.close().close().line().open("tbody", "role", "rowgroup");
        for (Row row : rows) {
            page.open("tr", "role", "row").open("th", "scope", "row", "role", "rowheader");
            page.leaf("span", row.task(), "class", "task");
            page.leaf("span", describe(row, columns), "class", "sub");
            page.close();
            Bounds bounds = Bounds.of(row, columns);
            for (Column column : columns) {
                cell(page, column, row, bounds);
            }
            page.close().line();
        }
        page.close().close().close().line();
    }

    private static List<Row> rows(List<Column> columns) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Column column : columns) {
            for (TaskScore score : column.tasks()) {
                for (MetricValue value : score.values()) {
                    Row row = new Row(score.task(), value.metric(), score.language());
                    rows.putIfAbsent(row.task() + "\n" + row.metric().key(), row);
                }
            }
        }
        return new ArrayList<>(rows.values());
    }

    private static String describe(Row row, List<Column> columns) {
        int n =
                columns.stream()
                        .flatMap(column -> column.estimate(row).stream())
                        .mapToInt(Estimate::n)
                        .max()
                        .orElse(0);
        return "%s · %s · n = %d%s"
                .formatted(
                        row.metric().key(),
                        row.language(),
                        n,
                        row.metric().higherIsBetter() ? "" : " · lower is better");
    }

    private static void cell(Markup page, Column column, Row row, Bounds bounds) {
        page.open("td", "role", "cell", "data-label", column.name());
        Optional<Estimate> found = column.estimate(row);
        if (found.isEmpty()) {
            page.leaf("span", "not measured", "class", "sub").close();
            return;
        }
        Estimate estimate = found.get();
        page.open("span", "class", "numbers");
        page.leaf("span", Numbers.metric(row.metric(), estimate.value()), "class", "big");
        page.leaf("span", Numbers.interval(row.metric(), estimate), "class", "interval");
        page.close();
        whisker(page, estimate, bounds);
        column.comparison(row).ifPresent(comparison -> VerdictChip.write(page, comparison));
        page.close();
    }

    /** A small picture of the interval on the scale of its row. */
    private static void whisker(Markup page, Estimate estimate, Bounds bounds) {
        if (!estimate.interval().isKnown()) {
            return;
        }
        page.open("svg", "class", "mini", "viewBox", "0 0 100 10", "aria-hidden", "true");
        page.empty("line", "class", "track", "x1", "0", "x2", "100", "y1", "5", "y2", "5");
        page.empty(
                "line",
                "class",
                "span",
                "x1",
                bounds.at(estimate.low()),
                "x2",
                bounds.at(estimate.high()),
                "y1",
                "5",
                "y2",
                "5");
        page.empty("circle", "cx", bounds.at(estimate.value()), "cy", "5", "r", "3.4");
        page.close();
    }

    /** The scale of a row: 0 to 1 for shares, else around all its intervals. */
    private record Bounds(double low, double high) {
        static Bounds of(Row row, List<Column> columns) {
            if (row.metric().isProportion()) {
                return new Bounds(0, 1);
            }
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Column column : columns) {
                Optional<Estimate> found = column.estimate(row);
                if (found.isPresent() && found.get().interval().isKnown()) {
                    low = Math.min(low, found.get().low());
                    high = Math.max(high, found.get().high());
                }
            }
            double margin = (high - low) * 0.04;
            return new Bounds(low - margin, high + margin);
        }

        double at(double value) {
            return high > low ? 4 + 92 * (value - low) / (high - low) : 50;
        }
    }
}
