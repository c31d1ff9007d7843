/** Training on several processes. Nothing is here yet. */
@NullMarked
package dev.sundog.training.distributed;

import org.jspecify.annotations.NullMarked;
