/** Answers bound to a form: from a grammar and a vocabulary to the tokens that may come next. */
@NullMarked
package dev.sundog.inference.constraint;

import org.jspecify.annotations.NullMarked;
