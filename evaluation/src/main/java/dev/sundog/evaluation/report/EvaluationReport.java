package dev.sundog.evaluation.report;

import dev.sundog.evaluation.report.ScoreTable.Column;
import dev.sundog.evaluation.report.StageReport.TaskScore;
import dev.sundog.evaluation.task.Comparison;
import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.evaluation.task.MetricValue;
import dev.sundog.evaluation.task.TaskResult;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes what {@code eval} and {@code compare} found as one HTML file: a column a model, a row a
 * task and metric, each value with its interval. With several models, each is tested against the
 * one to its left. The same results give the same bytes.
 */
public final class EvaluationReport {
    private EvaluationReport() {}

    /**
     * Writes the page.
     *
     * @param results one a model, at least one
     * @throws dev.sundog.model.failure.SundogException (resource) if the file cannot be written
     */
    public static void write(String title, List<EvaluationResult> results, Path file) {
        EvaluationResult first = results.getFirst();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            EvaluationResult result = results.get(i);
            columns.add(
                    new Column(
                            result.model(),
                            result.tasks().stream().map(TaskScore::of).toList(),
                            i == 0 ? List.of() : shared(results.get(i - 1), result)));
        }
        String models = results.size() == 1 ? first.model() : results.size() + " models";
        Markup page =
                Page.begin(
                        title,
                        "%s on %d tasks.".formatted(models, first.tasks().size()),
                        options(first));
        page.open("main").line();
        Page.section(
                page,
                "tasks",
                "Results",
                results.size() == 1
                        ? "Each value with its 95 % interval."
                        : "Each value with its 95 % interval, and the paired verdict beside the"
                                + " column to its left.");
        ScoreTable.write(page, "Results by task and model", columns);
        page.close().line();
        for (EvaluationResult result : results) {
            groups(page, result);
        }
        page.close().line();
        Page.end(
                page,
                file,
                "Intervals are 95 % intervals: Wilson's for shares, a bootstrap over items for"
                        + " perplexities. Verdicts: McNemar's exact test, or a paired bootstrap;"
                        + " better or worse at the 5 % level, else tied.");
    }

    private static List<Comparison> shared(EvaluationResult left, EvaluationResult right) {
        List<Comparison> comparisons = new ArrayList<>();
        for (TaskResult task : left.tasks()) {
            right.task(task.task())
                    .ifPresent(other -> comparisons.addAll(Comparison.of(task, other)));
        }
        return comparisons;
    }

    private static void groups(Markup page, EvaluationResult result) {
        for (TaskResult task : result.tasks()) {
            Map<String, List<MetricValue>> groups = task.groups();
            if (groups.isEmpty()) {
                continue;
            }
            String id = "groups-" + result.model() + "-" + task.task();
            Page.section(
                    page,
                    id.replaceAll("[^A-Za-z0-9_-]", "-"),
                    task.task() + ", " + result.model(),
                    "By group of items.");
            List<TaskScore> rows = new ArrayList<>();
            groups.forEach(
                    (group, values) -> rows.add(new TaskScore(group, task.language(), values)));
            ScoreTable.write(
                    page,
                    "Groups of " + task.task(),
                    List.of(new Column(result.model(), rows, List.of())));
            page.close().line();
        }
    }

    private static String options(EvaluationResult result) {
        return "%d examples a prompt · seed %d%s%s"
                .formatted(
                        result.options().shots(),
                        result.options().seed(),
                        result.options().limit().isPresent()
                                ? " · first " + result.options().limit().getAsInt() + " items"
                                : "",
                        result.options().applyChatTemplate() ? " · chat template" : "");
    }
}
