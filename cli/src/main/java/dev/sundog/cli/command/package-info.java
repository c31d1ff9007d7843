/** One verb a file: parse, call, print. */
@NullMarked
package dev.sundog.cli.command;

import org.jspecify.annotations.NullMarked;
