/** Number formats of tensors: element types, the byte layout of their blocks, and their codecs. */
@NullMarked
package dev.sundog.kernels.block;

import org.jspecify.annotations.NullMarked;
