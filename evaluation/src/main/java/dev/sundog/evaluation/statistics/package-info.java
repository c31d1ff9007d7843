/**
 * Intervals and paired tests: every number has an interval, and "better" is said only when a test
 * says so. All functions are pure; those that resample take a seed.
 */
@NullMarked
package dev.sundog.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
