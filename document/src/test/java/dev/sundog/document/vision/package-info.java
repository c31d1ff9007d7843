/** Tests of what is done with the numbers of vision models. */
@NullMarked
package dev.sundog.document.vision;

import org.jspecify.annotations.NullMarked;
