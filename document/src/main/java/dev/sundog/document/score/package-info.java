/**
 * How like two readings of a document are: order and text (NID), tables (TEDS), headings (MHS) and
 * order alone (Kendall's τ).
 *
 * <p>Texts are Markdown, as dp-bench's truth is. Lengths and edits count code points, white space
 * is Unicode's.
 *
 * <p>Source: the measures of Upstage's dp-bench as the opendataloader-bench project computes them;
 * TEDS is X. Zhong, E. ShafieiBavani and A. Jimeno Yepes, <i>Image-based table recognition: data,
 * model, and evaluation</i>, ECCV 2020, section 4.
 */
@NullMarked
package dev.sundog.document.score;

import org.jspecify.annotations.NullMarked;
