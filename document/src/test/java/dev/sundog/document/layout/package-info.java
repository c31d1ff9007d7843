/** Tests of the layout of pages: columns, paragraphs, headings, lists, order. */
@NullMarked
package dev.sundog.document.layout;

import org.jspecify.annotations.NullMarked;
