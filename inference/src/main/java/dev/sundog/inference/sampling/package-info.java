/** From logits to the next token: a seeded chain of filters, and log-probabilities for reports. */
@NullMarked
package dev.sundog.inference.sampling;

import org.jspecify.annotations.NullMarked;
