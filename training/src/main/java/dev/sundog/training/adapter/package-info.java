/** Training a low-rank adapter instead of the weights themselves. */
@NullMarked
package dev.sundog.training.adapter;

import org.jspecify.annotations.NullMarked;
