package dev.sundog.training.torch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What happens between the matrix products of a layer, each in one pass over memory: residual and
 * norm, rotary embedding, SwiGLU, and their gradients. Rows are contiguous floats; widths are
 * multiples of {@link #WIDTH}. Stateless.
 */
final class RowKernels {
    /** All widths must be multiples of this. */
    static final int WIDTH = 8;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final long F = Float.BYTES;

    private RowKernels() {}

    /**
     * {@code out = x / rms(x) · weight}.
     *
     * <p>Source: Zhang and Sennrich, Root Mean Square Layer Normalization (arXiv 1910.07467), eq.
     * 4.
     *
     * @param inverse {@code [rows]}, overwritten: one over each row's root mean square
     */
    static void norm(
            MemorySegment x,
            MemorySegment weight,
            MemorySegment out,
            MemorySegment inverse,
            int rows,
            int width,
            double epsilon) {
        for (int row = 0; row < rows; row++) {
            long at = (long) row * width * F;
            FloatVector squares = FloatVector.zero(SPECIES);
            for (int i = 0; i < width; i += WIDTH) {
                FloatVector v = load(x, at + i * F);
                squares = v.fma(v, squares);
            }
            float mean = VectorMath.sum(squares) / width;
            float factor = (float) (1 / Math.sqrt(mean + epsilon));
            inverse.set(FLOAT, row * F, factor);
            for (int i = 0; i < width; i += WIDTH) {
                store(load(x, at + i * F).mul(factor).mul(load(weight, i * F)), out, at + i * F);
            }
        }
    }

    /** {@code sum = x + y}, element by element. */
    static void add(MemorySegment x, MemorySegment y, MemorySegment sum, long count) {
        long bytes = count * F;
        for (long at = 0; at < bytes; at += WIDTH * F) {
            store(load(x, at).add(load(y, at)), sum, at);
        }
    }

    /**
     * The gradient of {@link #norm}: added to {@code xGradient} and {@code weightGradient}.
     *
     * @param outGradient gradient of {@code out}
     */
    static void normGradient(
            MemorySegment outGradient,
            MemorySegment x,
            MemorySegment weight,
            MemorySegment inverse,
            MemorySegment xGradient,
            MemorySegment weightGradient,
            int rows,
            int width) {
        for (int row = 0; row < rows; row++) {
            long at = (long) row * width * F;
            float factor = inverse.get(FLOAT, row * F);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < width; i += WIDTH) {
                FloatVector normal = load(x, at + i * F).mul(factor);
                FloatVector gradient = load(outGradient, at + i * F);
                FloatVector product = gradient.mul(normal);
                store(load(weightGradient, i * F).add(product), weightGradient, i * F);
                sum = product.fma(load(weight, i * F), sum);
            }
            float mean = VectorMath.sum(sum) / width;
            for (int i = 0; i < width; i += WIDTH) {
                FloatVector normal = load(x, at + i * F).mul(factor);
                FloatVector gradient = load(outGradient, at + i * F).mul(load(weight, i * F));
                FloatVector change = gradient.sub(normal.mul(mean)).mul(factor);
                store(load(xGradient, at + i * F).add(change), xGradient, at + i * F);
            }
        }
    }

    /**
     * {@code out = gate · sigmoid(gate) · up}, where a row of {@code gateUp} is gate, then up.
     *
     * <p>Source: Shazeer, GLU Variants Improve Transformer (arXiv 2002.05202), eq. 5.
     */
    static void swiglu(MemorySegment gateUp, MemorySegment out, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            long gateAt = 2L * row * width * F;
            long upAt = gateAt + width * F;
            long outAt = (long) row * width * F;
            for (int i = 0; i < width; i += WIDTH) {
                FloatVector gate = load(gateUp, gateAt + i * F);
                FloatVector silu = gate.mul(sigmoid(gate));
                store(silu.mul(load(gateUp, upAt + i * F)), out, outAt + i * F);
            }
        }
    }

    /**
     * The gradient of {@link #swiglu}: {@code gateUp} is overwritten with its gradient, {@code out}
     * with what the forward pass had there.
     */
    static void swigluGradient(
            MemorySegment gateUp,
            MemorySegment outGradient,
            MemorySegment out,
            int rows,
            int width) {
        for (int row = 0; row < rows; row++) {
            long gateAt = 2L * row * width * F;
            long upAt = gateAt + width * F;
            long outAt = (long) row * width * F;
            for (int i = 0; i < width; i += WIDTH) {
                FloatVector gate = load(gateUp, gateAt + i * F);
                FloatVector up = load(gateUp, upAt + i * F);
                FloatVector gradient = load(outGradient, outAt + i * F);
                FloatVector sigmoid = sigmoid(gate);
                FloatVector silu = gate.mul(sigmoid);
                FloatVector slope = sigmoid.add(silu).sub(silu.mul(sigmoid));
                store(silu.mul(up), out, outAt + i * F);
                store(gradient.mul(up).mul(slope), gateUp, gateAt + i * F);
                store(gradient.mul(silu), gateUp, upAt + i * F);
            }
        }
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1.0f);
        return one.div(VectorMath.exp(FloatVector.zero(SPECIES).sub(x)).add(one));
    }

    /**
     * Rotates the first {@code heads} heads of each row in place; element i pairs with i +
     * headSize/2.
     *
     * @param rowWidth floats of a row
     * @param cosines {@code [positions, headSize/2]}
     * @param sines of the same shape
     * @param direction 1 rotates, −1 rotates back, which is the gradient
     */
    static void rotate(
            MemorySegment x,
            int rowWidth,
            int heads,
            int headSize,
            int[] positions,
            float[] cosines,
            float[] sines,
            float direction) {
        int pairs = headSize / 2;
        for (int row = 0; row < positions.length; row++) {
            int table = positions[row] * pairs;
            for (int head = 0; head < heads; head++) {
                long low = ((long) row * rowWidth + (long) head * headSize) * F;
                long high = low + pairs * F;
                for (int i = 0; i < pairs; i += WIDTH) {
                    FloatVector cos = FloatVector.fromArray(SPECIES, cosines, table + i);
                    FloatVector sin =
                            FloatVector.fromArray(SPECIES, sines, table + i).mul(direction);
                    FloatVector a = load(x, low + i * F);
                    FloatVector b = load(x, high + i * F);
                    store(a.mul(cos).sub(b.mul(sin)), x, low + i * F);
                    store(b.mul(cos).add(a.mul(sin)), x, high + i * F);
                }
            }
        }
    }

    /** Rows of a table: {@code out[i] = table[ids[i]]}. */
    static void gather(MemorySegment table, int[] ids, MemorySegment out, int width) {
        long bytes = width * F;
        for (int i = 0; i < ids.length; i++) {
            MemorySegment.copy(table, ids[i] * bytes, out, i * bytes, bytes);
        }
    }

    /** The gradient of {@link #gather}: {@code tableGradient[ids[i]] += outGradient[i]}. */
    static void scatterAdd(
            MemorySegment outGradient, int[] ids, MemorySegment tableGradient, int width) {
        long bytes = width * F;
        for (int i = 0; i < ids.length; i++) {
            long from = i * bytes;
            long to = ids[i] * bytes;
            for (int k = 0; k < width; k += WIDTH) {
                FloatVector sum =
                        load(tableGradient, to + k * F).add(load(outGradient, from + k * F));
                store(sum, tableGradient, to + k * F);
            }
        }
    }

    /** Adds a vector to each row. */
    static void addToRows(MemorySegment x, MemorySegment vector, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            long at = (long) row * width * F;
            for (int i = 0; i < width; i += WIDTH) {
                store(load(x, at + i * F).add(load(vector, i * F)), x, at + i * F);
            }
        }
    }

    /** Adds the sum of the rows to a vector. */
    static void addRowSum(MemorySegment x, MemorySegment vector, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            long at = (long) row * width * F;
            for (int i = 0; i < width; i += WIDTH) {
                store(load(vector, i * F).add(load(x, at + i * F)), vector, i * F);
            }
        }
    }

    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(SPECIES, segment, at, LITTLE_ENDIAN);
    }

    private static void store(FloatVector vector, MemorySegment segment, long at) {
        vector.intoMemorySegment(segment, at, LITTLE_ENDIAN);
    }
}
