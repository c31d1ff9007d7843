/**
 * Kernels on the Vector API, for whatever vector width the machine prefers.
 *
 * <p>Weights are repacked at load into <em>panels</em> of {@code 2 * lanes} rows, column after
 * column, so that a vector holds the same column of consecutive rows and no sum runs across a
 * vector. Numbers narrower than 32 bits are packed into the lanes of ints such that one shift (or
 * mask) brings one vector's worth of them out:
 *
 * <ul>
 *   <li>F32: {@code float[panel][column][2 * lanes]};
 *   <li>F16, BF16: {@code int[panel][column][lanes]}, row j in the low and row j + lanes in the
 *       high half of lane j;
 *   <li>Q8_0: {@code int[panel][column / 2][lanes]}, bytes from the lowest: column 0 rows j and j +
 *       lanes, then column 1; scales as F16 above, a "column" a block;
 *   <li>Q4_0, Q4_1, Q4_K: {@code int[panel][column / 4][lanes]}, nibbles in that same order; scales
 *       and minima as F32, {@code float[panel][block][2 * lanes]};
 *   <li>all other block types: bytes as Q8_0, for each group of 16 or 32 columns a step and a low
 *       as F32. Nothing is lost.
 * </ul>
 *
 * <p>One activation row is multiplied straight from the packed form; several first unpack a stretch
 * of a panel into floats that stay in the first-level cache. Types that are stored one by one and
 * are none of F32, F16, BF16 are held as F32.
 */
@NullMarked
package dev.sundog.kernels.vector;

import org.jspecify.annotations.NullMarked;
