/** Tests of the house itself: layers, cycles, sizes, format. */
@NullMarked
package dev.sundog.cli.house;

import org.jspecify.annotations.NullMarked;
