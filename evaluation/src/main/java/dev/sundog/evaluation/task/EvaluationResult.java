package dev.sundog.evaluation.task;

import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one model did on several tasks. Written to and read from a folder with {@code results.json}
 * (metrics with intervals) and {@code samples.jsonl} (one line an item); both are the same bytes
 * for the same result.
 *
 * @param model name
 * @param options how it was evaluated
 * @param tasks in the order in which they ran
 */
public record EvaluationResult(String model, EvaluationOptions options, List<TaskResult> tasks) {
    public EvaluationResult {
        tasks = List.copyOf(tasks);
    }

    /** The result of that task, if it ran. */
    public Optional<TaskResult> task(String name) {
        return tasks.stream().filter(result -> result.task().equals(name)).findFirst();
    }

    /**
     * Writes {@code results.json} and {@code samples.jsonl} into an existing folder.
     *
     * @throws SundogException (resource) if that fails
     */
    public void write(Path folder) {
        ResultFiles.write(this, folder);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws SundogException (data) naming file and line
     */
    public static EvaluationResult read(Path folder) {
        return ResultFiles.read(folder);
    }
}
