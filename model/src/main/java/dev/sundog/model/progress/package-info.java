/** How long work tells what it has done. */
@NullMarked
package dev.sundog.model.progress;

import org.jspecify.annotations.NullMarked;
