package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.statistics.Estimate;

/**
 * A metric with its value.
 *
 * @param metric what is measured
 * @param estimate value, interval and number of items
 */
public record MetricValue(Metric metric, Estimate estimate) {}
