/**
 * Tables on a page: where they are and what cells they have.
 *
 * <p>Two readings compete for each candidate region: <i>lattice</i> takes cells from ruling lines,
 * <i>stream</i> takes columns from white space that many lines share and rows from lines, their
 * distances and the horizontal rulings that are there. A score fitted on training documents chooses
 * between them and says how sure the choice is; regions below the bound stay text.
 *
 * <p>Source: the names are Camelot's and Tabula's; the columns by shared white space go back to T.
 * M. Breuel, <i>Two geometric algorithms for layout analysis</i>, DAS 2002.
 */
@NullMarked
package dev.sundog.document.table;

import org.jspecify.annotations.NullMarked;
