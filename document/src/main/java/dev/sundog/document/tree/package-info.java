/** The document tree: pages of elements in reading order, with boxes, tables as grids, figures. */
@NullMarked
package dev.sundog.document.tree;

import org.jspecify.annotations.NullMarked;
