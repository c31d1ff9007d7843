/** Text to token ids and back. */
@NullMarked
package dev.sundog.model.tokenizer;

import org.jspecify.annotations.NullMarked;
