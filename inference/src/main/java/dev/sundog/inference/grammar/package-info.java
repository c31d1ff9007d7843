/**
 * Languages that an answer may be bound to: an internal form of grammars, readers of GBNF and of
 * regular expressions, and a recogniser over bytes.
 */
@NullMarked
package dev.sundog.inference.grammar;

import org.jspecify.annotations.NullMarked;
