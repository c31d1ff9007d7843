/** Lines of JSON, read with errors that name file, line and field. */
@NullMarked
package dev.sundog.evaluation.lines;

import org.jspecify.annotations.NullMarked;
