package dev.sundog.cli.recipe;

import dev.sundog.evaluation.report.StageReport.LossPoint;
import dev.sundog.evaluation.report.StageReport.RewardPoint;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the {@code metrics.jsonl} of a training stage says of each step. */
final class StepCurves {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StepCurves() {}

    static List<LossPoint> losses(Path directory) {
        return lines(directory).stream()
                .map(
                        line ->
                                new LossPoint(
                                        line.path("step").asLong(), line.path("loss").asDouble()))
                .toList();
    }

    /** Empty where the stage was no alignment. */
    static List<RewardPoint> rewards(Path directory) {
        return lines(directory).stream()
                .filter(line -> line.has("rewardMargin"))
                .map(
                        line ->
                                new RewardPoint(
                                        line.path("step").asLong(),
                                        line.path("rewardMargin").asDouble(),
                                        line.path("rewardAccuracy").asDouble()))
                .toList();
    }

    private static List<JsonNode> lines(Path directory) {
        Path file = directory.resolve("metrics.jsonl");
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try (var lines = Files.lines(file)) {
            return lines.map(JSON::readTree).toList();
        } catch (IOException e) {
            throw SundogException.data(
                    "metrics-unreadable", file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
