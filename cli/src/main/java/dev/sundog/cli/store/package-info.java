/** From what a user types for a model to files on disk. */
@NullMarked
package dev.sundog.cli.store;

import org.jspecify.annotations.NullMarked;
