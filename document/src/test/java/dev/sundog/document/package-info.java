/** Tests of the Layout Analyzer as a whole, on files that they write themselves. */
@NullMarked
package dev.sundog.document;

import org.jspecify.annotations.NullMarked;
