/**
 * The arithmetic of a decoder as one interface with twins: a scalar oracle that reads like the
 * formulas and fast backends that must agree with it. Backends are found as services, so that a
 * faster one plugs in without a change here.
 */
@NullMarked
package dev.sundog.kernels;

import org.jspecify.annotations.NullMarked;
