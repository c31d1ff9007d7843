/** What a step of training minimises, and the batches of tokens it is computed on. */
@NullMarked
package dev.sundog.training.objective;

import org.jspecify.annotations.NullMarked;
