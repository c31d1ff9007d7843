/**
 * JSON Schema as grammars of the JSON texts that a schema admits.
 *
 * <p>Vocabulary: JSON Schema 2020-12, core and validation (and {@code definitions}, {@code items}
 * as a list and {@code additionalItems} of older drafts). What is not supported is refused by name
 * and place; annotations are passed over. A grammar admits a part of the valid instances:
 * properties come in the order of the schema, numbers have bounded digits, white space is at most
 * one blank or a line break and 20 blanks.
 */
@NullMarked
package dev.sundog.inference.schema;

import org.jspecify.annotations.NullMarked;
