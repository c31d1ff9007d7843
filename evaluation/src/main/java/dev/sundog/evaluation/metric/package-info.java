/**
 * What is counted on one item, the metrics over many, and how close a model still is to the base it
 * was made from.
 */
@NullMarked
package dev.sundog.evaluation.metric;

import org.jspecify.annotations.NullMarked;
