/** Tests of recognition on pages that are typeset here. */
@NullMarked
package dev.sundog.document.ocr;

import org.jspecify.annotations.NullMarked;
