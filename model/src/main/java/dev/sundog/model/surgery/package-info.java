/** Operations on whole checkpoints: convert, quantise, up-scale, measure drift. */
@NullMarked
package dev.sundog.model.surgery;

import org.jspecify.annotations.NullMarked;
