/**
 * Decoders on libtorch: parameters in one flat tensor, forward and backward passes, the language
 * modelling head. Nothing outside this package and {@code optimizer} touches libtorch.
 *
 * <p>libtorch is used with one kernel thread; parallelism is one {@link
 * dev.sundog.training.torch.Lane} a Java thread. Set {@code OMP_NUM_THREADS=1} and {@code
 * OPENBLAS_NUM_THREADS=1} in the environment: OpenBLAS's own threads fight with libgomp's.
 */
@NullMarked
package dev.sundog.training.torch;

import org.jspecify.annotations.NullMarked;
