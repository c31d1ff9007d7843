/**
 * What stands on one page before its layout is known: words, ruling lines and pictures in one
 * coordinate system, whether they were read from a PDF or recognised on pixels.
 */
@NullMarked
package dev.sundog.document.page;

import org.jspecify.annotations.NullMarked;
