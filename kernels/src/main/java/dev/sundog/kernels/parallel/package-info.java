/** Fork and join for work of microseconds: a team of threads that spins before it sleeps. */
@NullMarked
package dev.sundog.kernels.parallel;

import org.jspecify.annotations.NullMarked;
