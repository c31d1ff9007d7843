/** The interface that everything above a model knows. */
@NullMarked
package dev.sundog.model.language;

import org.jspecify.annotations.NullMarked;
