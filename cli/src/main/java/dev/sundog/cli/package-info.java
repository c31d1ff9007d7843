/** The entry point of the command line. */
@NullMarked
package dev.sundog.cli;

import org.jspecify.annotations.NullMarked;
