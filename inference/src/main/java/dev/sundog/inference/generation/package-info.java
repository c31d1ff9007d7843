/** A model on the CPU: text in, text or log-probabilities out. */
@NullMarked
package dev.sundog.inference.generation;

import org.jspecify.annotations.NullMarked;
