/**
 * Reports that a person reads: one self-contained HTML file, no script, no external resource, light
 * and dark, readable on a telephone and on paper. Everything is well-formed XML too.
 */
@NullMarked
package dev.sundog.evaluation.report;

import org.jspecify.annotations.NullMarked;
