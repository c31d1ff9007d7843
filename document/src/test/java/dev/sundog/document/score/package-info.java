/** Tests of the measures, counted by hand. */
@NullMarked
package dev.sundog.document.score;

import org.jspecify.annotations.NullMarked;
