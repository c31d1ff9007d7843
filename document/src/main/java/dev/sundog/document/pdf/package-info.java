/**
 * Pages of PDF files in their neutral form: glyphs are gathered into words, drawn paths into ruling
 * lines and drawings, images into pictures; what a reader cannot see is left out.
 *
 * <p><b>Source:</b> ISO 32000-2, clauses 8 (graphics), 9 (text), 12.5 (annotations) and 14.8
 * (tagged PDF).
 */
@NullMarked
package dev.sundog.document.pdf;

import org.jspecify.annotations.NullMarked;
