package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Outcome;

import java.util.Optional;

/**
 * What a model did with one item of a task.
 *
 * @param id of the item
 * @param group of the item
 * @param prompt what the model was given; the first of several; empty for a text to score
 * @param outcome what it did
 */
public record Sample(String id, Optional<String> group, String prompt, Outcome outcome) {}
