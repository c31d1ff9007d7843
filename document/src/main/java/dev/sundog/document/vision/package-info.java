/**
 * What ONNX models see on a page's picture: regions of its layout, the structure of a table, text
 * lines and their letters. The models are files that the user fetched; without them nothing here is
 * used. Boxes are in pixels of the given picture from its top left.
 *
 * <p>Each model's pre- and post-processing stands at its class.
 */
@NullMarked
package dev.sundog.document.vision;

import org.jspecify.annotations.NullMarked;
