package dev.sundog.training.torch;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Output projection and loss, a chunk of rows at a time, so that the logits of a whole micro-batch
 * never exist at once; rows whose target does not count are left out. Not thread-safe; call without
 * autograd.
 *
 * <p>Source: the gradient of cross-entropy with respect to logits is {@code softmax − one-hot}
 * (Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.109).
 */
public final class LanguageModelingHead {
    private static final int LOGITS_IN_A_CHUNK = 1 << 22;
    private static final int FEWEST_ROWS = 256;
    private static final int MOST_ROWS = 1024;

    private final int vocabularySize;
    private final int rowsInAChunk;

    LanguageModelingHead(int vocabularySize) {
        this.vocabularySize = vocabularySize;
        this.rowsInAChunk = rowsInAChunk(vocabularySize);
    }

    private static int rowsInAChunk(int vocabularySize) {
        return Math.clamp(LOGITS_IN_A_CHUNK / vocabularySize, FEWEST_ROWS, MOST_ROWS);
    }

    /** Logits that exist at a time while a micro-batch of so many tokens is in work. */
    public static long logitsInMemory(int tokens, int vocabularySize) {
        return (long) Math.min(tokens, rowsInAChunk(vocabularySize)) * vocabularySize;
    }

    /**
     * Log-probabilities of the segments, gradient of the hidden states and, added to {@code
     * weightGradient} if there is one, that of the weights. Where the objective's slopes depend on
     * the log-probabilities, these are computed beforehand from the same logits.
     *
     * @param hidden {@code [tokens, hiddenSize]}
     * @param weight {@code [vocabularySize, hiddenSize]} of the same type
     * @param weightGradient F32, of the weights' shape
     * @param hiddenGradient of the shape and type of {@code hidden}, overwritten
     * @return log-probability of each segment's counted targets
     */
    double[] accumulate(
            Tensor hidden,
            Tensor weight,
            MicroBatch batch,
            Objective objective,
            double scale,
            Optional<Tensor> weightGradient,
            Tensor hiddenGradient) {
        double[] before =
                objective.slopesAreConstant()
                        ? new double[batch.segmentCount()]
                        : logProbabilities(hidden, weight, batch);
        double[] slopes = objective.slopes(batch, before);
        Rows rows = Rows.of(batch);
        boolean all = rows.count() == batch.tokenCount();
        if (!all) {
            hiddenGradient.zero_();
        }
        double[] sums = new double[batch.segmentCount()];
        for (int first = 0; first < rows.count(); first += rowsInAChunk) {
            int count = Math.min(rowsInAChunk, rows.count() - first);
            try (PointerScope scope = new PointerScope()) {
                Tensor index = all ? null : rows.indices(first, count);
                Tensor chunk =
                        index == null
                                ? hidden.narrow(0, first, count)
                                : hidden.index_select(0, index);
                Tensor logits = torch.mm(chunk, weight.t()).to(LibTorch.Type.F32.scalarType);
                MemorySegment memory = LibTorch.segment(logits);
                for (int r = 0; r < count; r++) {
                    int segment = rows.segment(first + r);
                    float factor = (float) (-slopes[segment] * scale);
                    sums[segment] -= row(memory, r, rows.target(first + r), factor);
                }
                Tensor logitGradient = logits.to(chunk.scalar_type());
                Tensor chunkGradient = torch.mm(logitGradient, weight);
                if (index == null) {
                    hiddenGradient.narrow(0, first, count).copy_(chunkGradient);
                } else {
                    hiddenGradient.index_copy_(0, index, chunkGradient);
                }
                weightGradient.ifPresent(sum -> add(sum, logitGradient, chunk));
            }
        }
        return sums;
    }

    private static void add(Tensor weightGradient, Tensor logitGradient, Tensor hidden) {
        if (weightGradient.scalar_type().intern() == hidden.scalar_type().intern()) {
            weightGradient.addmm_(logitGradient.t(), hidden);
        } else {
            weightGradient.add_(torch.mm(logitGradient.t(), hidden));
        }
    }

    /** Log-probability of each segment's counted targets alone. */
    double[] logProbabilities(Tensor hidden, Tensor weight, MicroBatch batch) {
        Rows rows = Rows.of(batch);
        double[] sums = new double[batch.segmentCount()];
        for (int first = 0; first < rows.count(); first += rowsInAChunk) {
            int count = Math.min(rowsInAChunk, rows.count() - first);
            try (PointerScope scope = new PointerScope()) {
                Tensor chunk = hidden.index_select(0, rows.indices(first, count));
                Tensor logits = torch.mm(chunk, weight.t()).to(LibTorch.Type.F32.scalarType);
                MemorySegment memory = LibTorch.segment(logits);
                for (int r = 0; r < count; r++) {
                    sums[rows.segment(first + r)] -= row(memory, r, rows.target(first + r), 1);
                }
            }
        }
        return sums;
    }

    /** Cross-entropy of a row of logits, which becomes {@code factor} times its gradient. */
    private double row(MemorySegment logits, int row, int target, float factor) {
        return CrossEntropy.lossAndGradient(
                logits, (long) row * vocabularySize, vocabularySize, target, factor);
    }

    /** Logits of every row, {@code [tokens][vocabularySize]}. */
    float[][] logits(Tensor hidden, Tensor weight) {
        int tokens = Math.toIntExact(hidden.size(0));
        float[][] rows = new float[tokens][vocabularySize];
        MemorySegment logits =
                LibTorch.segment(torch.mm(hidden, weight.t()).to(LibTorch.Type.F32.scalarType));
        for (int i = 0; i < tokens; i++) {
            long offset = (long) i * vocabularySize * Float.BYTES;
            MemorySegment.copy(logits, ValueLayout.JAVA_FLOAT, offset, rows[i], 0, vocabularySize);
        }
        return rows;
    }

    /**
     * The tokens whose targets count.
     *
     * @param tokens their indices, ascending
     * @param owners segment of every token of the batch
     */
    private record Rows(MicroBatch batch, int[] tokens, int[] owners) {
        static Rows of(MicroBatch batch) {
            boolean[] counted = batch.counted();
            int[] tokens = IntStream.range(0, counted.length).filter(i -> counted[i]).toArray();
            return new Rows(batch, tokens, batch.segmentOfToken());
        }

        int count() {
            return tokens.length;
        }

        int segment(int row) {
            return owners[tokens[row]];
        }

        int target(int row) {
            return batch.targets()[tokens[row]];
        }

        Tensor indices(int first, int count) {
            return LibTorch.indices(Arrays.copyOfRange(tokens, first, first + count));
        }
    }
}
