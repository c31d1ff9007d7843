/** Timings of kernels in pairs, the oracle beside the fast one, their results compared first. */
@NullMarked
package dev.sundog.benchmarks;

import org.jspecify.annotations.NullMarked;
