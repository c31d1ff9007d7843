/** What a person sees while work goes on, and how it is interrupted. */
@NullMarked
package dev.sundog.cli.progress;

import org.jspecify.annotations.NullMarked;
