package dev.sundog.cli.command;

import dev.sundog.evaluation.task.EvaluationResult;
import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps evaluation results. */
final class Evaluations {
    private Evaluations() {}

    static void write(Path folder, EvaluationResult result) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw SundogException.resource("output-folder", folder + ": cannot be made: " + e, e);
        }
        result.write(folder);
    }
}
