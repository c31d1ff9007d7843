/**
 * From what stands on pages to a document in reading order: words to lines, lines to blocks, blocks
 * into the order of reading, and what each of them is.
 *
 * <p><b>Source:</b> O'Gorman, "The Document Spectrum for Page Layout Analysis" (1993), for lines
 * and blocks by nearest neighbours; Ha, Haralick and Phillips, "Recursive X-Y Cut using Bounding
 * Boxes of Connected Components" (1995), and Liu, Li and Wei, "XY-Cut++" (2025), for the order and
 * the setting aside of spanning elements; Breuel, "Two Geometric Algorithms for Layout Analysis"
 * (2002), for columns as tall white rectangles.
 */
@NullMarked
package dev.sundog.document.layout;

import org.jspecify.annotations.NullMarked;
