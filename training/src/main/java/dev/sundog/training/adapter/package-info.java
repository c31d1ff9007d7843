/** Low-rank adapters. Nothing is here yet; a configuration that asks for one is refused. */
@NullMarked
package dev.sundog.training.adapter;

import org.jspecify.annotations.NullMarked;
