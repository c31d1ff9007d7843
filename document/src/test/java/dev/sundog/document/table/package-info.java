/** Tests of tables on pages of words and lines at known places. */
@NullMarked
package dev.sundog.document.table;

import org.jspecify.annotations.NullMarked;
