/**
 * Writing a document tree: HTML, Markdown, JSON in the shape of Upstage's Document Parse, and plain
 * text. All four come in the tree's order, and the same tree gives the same bytes.
 */
@NullMarked
package dev.sundog.document.html;

import org.jspecify.annotations.NullMarked;
