/**
 * A training run: its configuration, the order of its data, its steps, its checkpoints and what it
 * leaves in its directory. A run that is stopped at any moment resumes bit-exactly.
 */
@NullMarked
package dev.sundog.training.run;

import org.jspecify.annotations.NullMarked;
