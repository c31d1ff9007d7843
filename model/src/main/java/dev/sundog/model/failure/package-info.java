/** The one error that users see, its four kinds and stable codes. */
@NullMarked
package dev.sundog.model.failure;

import org.jspecify.annotations.NullMarked;
