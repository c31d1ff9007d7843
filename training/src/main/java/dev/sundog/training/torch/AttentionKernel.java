package dev.sundog.training.torch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.torch.TileProduct.Operand;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Causal grouped-query attention within segments, forward and backward, a block of query rows at a
 * time: only the logarithm of each row's sum is kept between the two, the probabilities are
 * computed again. What causality forbids is not computed. Not thread-safe (owns scratch memory).
 *
 * <p>Queries, keys and values lie side by side: {@code [tokens, (heads + 2·keyValueHeads)·
 * headSize]}.
 *
 * <p>Source: Dao et al., FlashAttention (arXiv 2205.14135), algorithm 4 of appendix B.
 */
final class AttentionKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final float[] ONES_THEN_ZEROS = onesThenZeros();
    private static final int QUERY_ROWS = 64;
    private static final long F = Float.BYTES;

    private final int heads;
    private final int sharedHeads;
    private final int headSize;
    private final long rowBytes;
    private final long outputRowBytes;
    private final float scale;
    private int capacity;
    private MemorySegment keysTransposed = MemorySegment.NULL;
    private MemorySegment valuesTransposed = MemorySegment.NULL;
    private MemorySegment probabilities = MemorySegment.NULL;
    private MemorySegment gradients = MemorySegment.NULL;

    AttentionKernel(ModelConfig config) {
        heads = config.headCount();
        sharedHeads = config.keyValueHeadCount();
        headSize = config.headSize();
        rowBytes = (heads + 2L * sharedHeads) * headSize * F;
        outputRowBytes = (long) heads * headSize * F;
        scale = (float) (1 / Math.sqrt(headSize));
    }

    private static float[] onesThenZeros() {
        float[] values = new float[2 * SPECIES.length()];
        Arrays.fill(values, 0, SPECIES.length(), 1);
        return values;
    }

    /** Whether the kernel can compute heads of this size. */
    static boolean supports(int headSize) {
        return headSize % TileProduct.COLUMNS == 0;
    }

    private void grow(int length) {
        int padded = Math.ceilDiv(length, TileProduct.COLUMNS) * TileProduct.COLUMNS;
        if (padded + TileProduct.COLUMNS <= capacity) {
            return;
        }
        padded += TileProduct.COLUMNS; // rows a power of two apart would fall into one cache set
        capacity = padded;
        Arena arena = Arena.ofAuto();
        keysTransposed = arena.allocate((long) headSize * padded * F, 64);
        valuesTransposed = arena.allocate((long) headSize * padded * F, 64);
        probabilities = arena.allocate((long) QUERY_ROWS * padded * F, 64);
        gradients = arena.allocate((long) QUERY_ROWS * padded * F, 64);
    }

    /**
     * @param qkv rotated queries and keys, and values
     * @param output {@code [tokens, heads·headSize]}, overwritten
     * @param logSums {@code [heads, tokens]}, overwritten: log of each row's sum of exponentials
     */
    void forward(MicroBatch batch, MemorySegment qkv, MemorySegment output, MemorySegment logSums) {
        grow(batch.longestSegment());
        int[] segments = batch.segments();
        for (int s = 0; s < batch.segmentCount(); s++) {
            int first = segments[s];
            int length = segments[s + 1] - first;
            for (int shared = 0; shared < sharedHeads; shared++) {
                Operand keys = head(qkv, first, heads + shared);
                transpose(keys, length, keysTransposed);
                Operand values = head(qkv, first, heads + sharedHeads + shared);
                int group = heads / sharedHeads;
                for (int h = shared * group; h < (shared + 1) * group; h++) {
                    long sums = ((long) h * batch.tokenCount() + first) * F;
                    Operand query = head(qkv, first, h);
                    Operand mixed = outputHead(output, first, h);
                    forwardHead(query, values, mixed, length, logSums, sums);
                }
            }
        }
    }

    private void forwardHead(
            Operand query,
            Operand values,
            Operand mixed,
            int length,
            MemorySegment logSums,
            long sums) {
        Operand keys = scratch(keysTransposed);
        Operand p = scratch(probabilities);
        for (int block = 0; block < length; block += QUERY_ROWS) {
            int end = Math.min(block + QUERY_ROWS, length);
            for (int row = block; row < end; row += TileProduct.ROWS) {
                int rows = Math.min(TileProduct.ROWS, end - row);
                int columns = visible(row, rows);
                Operand tile = p.from(row - block, 0);
                TileProduct.multiply(
                        query.from(row, 0), keys, headSize, tile, rows, columns, false);
                for (int r = row; r < row + rows; r++) {
                    float sum =
                            softmax(probabilities, (long) (r - block) * capacity * F, r, columns);
                    logSums.set(FLOAT, sums + r * F, sum);
                }
                TileProduct.multiply(
                        tile, values, row + rows, mixed.from(row, 0), rows, headSize, false);
            }
        }
    }

    /** Columns computed for a tile of rows: up to the last row's own, rounded up. */
    private static int visible(int row, int rows) {
        return Math.ceilDiv(row + rows, TileProduct.COLUMNS) * TileProduct.COLUMNS;
    }

    /**
     * Scores of row {@code row} to probabilities, zero beyond the diagonal; returns the log of the
     * sum.
     */
    private float softmax(MemorySegment memory, long at, int row, int columns) {
        float largest = Float.NEGATIVE_INFINITY;
        int count = row + 1;
        int bound = SPECIES.loopBound(count);
        FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < bound; i += SPECIES.length()) {
            best = best.max(load(memory, at + i * F));
        }
        largest = best.reduceLanes(VectorOperators.MAX);
        for (int i = bound; i < count; i++) {
            largest = Math.max(largest, memory.get(FLOAT, at + i * F));
        }
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int i = 0; i < columns; i += SPECIES.length()) {
            FloatVector e =
                    VectorMath.exp(load(memory, at + i * F).sub(largest).mul(scale))
                            .mul(seen(i, count));
            sums = sums.add(e);
            e.intoMemorySegment(memory, at + i * F, LITTLE_ENDIAN);
        }
        float sum = VectorMath.sum(sums);
        float inverse = 1 / sum;
        for (int i = 0; i < columns; i += SPECIES.length()) {
            load(memory, at + i * F)
                    .mul(inverse)
                    .intoMemorySegment(memory, at + i * F, LITTLE_ENDIAN);
        }
        return largest * scale + (float) StrictMath.log(sum);
    }

    /**
     * @param qkv as in the forward pass
     * @param output as the forward pass left it
     * @param logSums as the forward pass left them
     * @param outputGradient of the shape of {@code output}
     * @param gradient of the shape of {@code qkv}, overwritten: with respect to the rotated queries
     *     and keys, and the values
     */
    void backward(
            MicroBatch batch,
            MemorySegment qkv,
            MemorySegment output,
            MemorySegment logSums,
            MemorySegment outputGradient,
            MemorySegment gradient) {
        grow(batch.longestSegment());
        int[] segments = batch.segments();
        int group = heads / sharedHeads;
        for (int s = 0; s < batch.segmentCount(); s++) {
            int first = segments[s];
            int length = segments[s + 1] - first;
            for (int shared = 0; shared < sharedHeads; shared++) {
                int key = heads + shared;
                int value = key + sharedHeads;
                transpose(head(qkv, first, key), length, keysTransposed);
                transpose(head(qkv, first, value), length, valuesTransposed);
                for (int h = shared * group; h < (shared + 1) * group; h++) {
                    Head one =
                            new Head(
                                    head(qkv, first, h),
                                    head(qkv, first, key),
                                    outputHead(output, first, h),
                                    outputHead(outputGradient, first, h),
                                    head(gradient, first, h),
                                    head(gradient, first, key),
                                    head(gradient, first, value));
                    long sums = ((long) h * batch.tokenCount() + first) * F;
                    backwardHead(one, length, logSums, sums, h > shared * group);
                }
            }
        }
    }

    private record Head(
            Operand query,
            Operand key,
            Operand output,
            Operand outputGradient,
            Operand queryGradient,
            Operand keyGradient,
            Operand valueGradient) {}

    private void backwardHead(
            Head head, int length, MemorySegment logSums, long sums, boolean add) {
        Operand p = scratch(probabilities);
        Operand ds = scratch(gradients);
        for (int block = 0; block < length; block += QUERY_ROWS) {
            int end = Math.min(block + QUERY_ROWS, length);
            for (int row = block; row < end; row += TileProduct.ROWS) {
                int rows = Math.min(TileProduct.ROWS, end - row);
                int columns = visible(row, rows);
                Operand pTile = p.from(row - block, 0);
                Operand dsTile = ds.from(row - block, 0);
                Operand keys = scratch(keysTransposed);
                Operand values = scratch(valuesTransposed);
                TileProduct.multiply(
                        head.query.from(row, 0), keys, headSize, pTile, rows, columns, false);
                TileProduct.multiply(
                        head.outputGradient.from(row, 0),
                        values,
                        headSize,
                        dsTile,
                        rows,
                        columns,
                        false);
                for (int r = row; r < row + rows; r++) {
                    float mean = dot(head.outputGradient.from(r, 0), head.output.from(r, 0));
                    scoreGradient(
                            (long) (r - block) * capacity * F,
                            r,
                            columns,
                            logSums.get(FLOAT, sums + r * F),
                            mean);
                }
                TileProduct.multiply(
                        dsTile,
                        head.key,
                        row + rows,
                        head.queryGradient.from(row, 0),
                        rows,
                        headSize,
                        false);
            }
            accumulateKeys(head, block, end, add);
        }
    }

    /** Adds what the query rows of a block give to the gradients of the keys they see. */
    private void accumulateKeys(Head head, int block, int end, boolean add) {
        Operand p = scratch(probabilities).transposed();
        Operand ds = scratch(gradients).transposed();
        for (int key = 0; key < end; key += TileProduct.ROWS) {
            int rows = Math.min(TileProduct.ROWS, end - key);
            int from = Math.max(block, key);
            boolean more = add || key < block;
            TileProduct.multiply(
                    p.from(key, from - block),
                    head.outputGradient.from(from, 0),
                    end - from,
                    head.valueGradient.from(key, 0),
                    rows,
                    headSize,
                    more);
            TileProduct.multiply(
                    ds.from(key, from - block),
                    head.query.from(from, 0),
                    end - from,
                    head.keyGradient.from(key, 0),
                    rows,
                    headSize,
                    more);
        }
    }

    /** Probabilities from scores, and from their gradients those of the scores. */
    private void scoreGradient(long at, int row, int columns, float logSum, float mean) {
        int count = row + 1;
        for (int i = 0; i < columns; i += SPECIES.length()) {
            FloatVector e =
                    VectorMath.exp(load(probabilities, at + i * F).mul(scale).sub(logSum))
                            .mul(seen(i, count));
            e.intoMemorySegment(probabilities, at + i * F, LITTLE_ENDIAN);
            load(gradients, at + i * F)
                    .sub(mean)
                    .mul(scale)
                    .mul(e)
                    .intoMemorySegment(gradients, at + i * F, LITTLE_ENDIAN);
        }
    }

    /** One for each of the columns from {@code first} on that is below {@code count}, else zero. */
    private static FloatVector seen(int first, int count) {
        int length = SPECIES.length();
        int ones = Math.clamp(count - first, 0, length);
        return FloatVector.fromArray(SPECIES, ONES_THEN_ZEROS, length - ones);
    }

    private float dot(Operand a, Operand b) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < headSize; i += SPECIES.length()) {
            sum = load(a.memory(), a.start() + i * F).fma(load(b.memory(), b.start() + i * F), sum);
        }
        return VectorMath.sum(sum);
    }

    private void transpose(Operand rows, int length, MemorySegment target) {
        for (int t = 0; t < length; t++) {
            long at = rows.start() + t * rows.rowBytes();
            for (int i = 0; i < headSize; i++) {
                float value = rows.memory().get(FLOAT, at + i * F);
                target.set(FLOAT, ((long) i * capacity + t) * F, value);
            }
        }
    }

    private Operand head(MemorySegment qkv, int first, int head) {
        return new Operand(qkv, first * rowBytes + (long) head * headSize * F, rowBytes, F);
    }

    private Operand outputHead(MemorySegment output, int first, int head) {
        return new Operand(
                output, first * outputRowBytes + (long) head * headSize * F, outputRowBytes, F);
    }

    private Operand scratch(MemorySegment memory) {
        return new Operand(memory, 0, capacity * F, F);
    }

    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(SPECIES, segment, at, LITTLE_ENDIAN);
    }
}
