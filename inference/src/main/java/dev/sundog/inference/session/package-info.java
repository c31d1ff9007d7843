/**
 * The forward pass of a decoder and the sequences that run through it. Shapes: {@code n} tokens of
 * one step, hidden states {@code [n, hiddenSize]}, queries, keys and values of a token side by side
 * {@code [n, querySize + 2 * keyValueSize]}.
 */
@NullMarked
package dev.sundog.inference.session;

import org.jspecify.annotations.NullMarked;
