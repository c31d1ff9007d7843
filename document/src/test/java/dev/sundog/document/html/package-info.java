/** Tests of the output formats. */
@NullMarked
package dev.sundog.document.html;

import org.jspecify.annotations.NullMarked;
