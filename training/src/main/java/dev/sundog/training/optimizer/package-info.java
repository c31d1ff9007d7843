/** AdamW on flat parameters, gradient clipping, and learning-rate schedules. */
@NullMarked
package dev.sundog.training.optimizer;

import org.jspecify.annotations.NullMarked;
