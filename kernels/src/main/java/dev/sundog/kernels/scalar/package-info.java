/**
 * The oracle: every kernel as the plain loop of its formula, sums in double. Slow, always there,
 * and what the fast backends are tested against.
 */
@NullMarked
package dev.sundog.kernels.scalar;

import org.jspecify.annotations.NullMarked;
