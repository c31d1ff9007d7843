/**
 * Many requests on one model: a scheduler thread that owns the model decodes the sequences of all
 * of them together, so that weights are read once a step.
 */
@NullMarked
package dev.sundog.inference.batch;

import org.jspecify.annotations.NullMarked;
