/** The Layout Analyzer: documents in their own form into a tree in the order people read them. */
@NullMarked
package dev.sundog.document;

import org.jspecify.annotations.NullMarked;
