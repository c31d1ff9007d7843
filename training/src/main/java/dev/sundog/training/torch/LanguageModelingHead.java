package dev.sundog.training.torch;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
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
     * Loss, gradient of the hidden states and, added to {@code weightGradient}, that of the
     * weights.
     *
     * @param hidden {@code [tokens, hiddenSize]}
     * @param weight {@code [vocabularySize, hiddenSize]} of the same type
     * @param weightGradient F32, of the weights' shape
     * @param hiddenGradient of the shape and type of {@code hidden}, overwritten
     * @return summed loss of the counted targets
     */
    double lossAndGradient(
            Tensor hidden,
            Tensor weight,
            MicroBatch batch,
            Objective objective,
            double scale,
            Tensor weightGradient,
            Tensor hiddenGradient) {
        int[] counted = countedRows(batch);
        boolean all = counted.length == batch.tokenCount();
        if (!all) {
            hiddenGradient.zero_();
        }
        double loss = 0;
        for (int first = 0; first < counted.length; first += rowsInAChunk) {
            int rows = Math.min(rowsInAChunk, counted.length - first);
            try (PointerScope scope = new PointerScope()) {
                Tensor index =
                        all
                                ? null
                                : LibTorch.indices(
                                        Arrays.copyOfRange(counted, first, first + rows));
                Tensor chunk =
                        index == null
                                ? hidden.narrow(0, first, rows)
                                : hidden.index_select(0, index);
                Tensor logits = torch.mm(chunk, weight.t()).to(LibTorch.Type.F32.scalarType);
                loss +=
                        rowLosses(
                                LibTorch.segment(logits),
                                batch,
                                counted,
                                first,
                                rows,
                                objective,
                                (float) scale);
                Tensor logitGradient = logits.to(chunk.scalar_type());
                Tensor chunkGradient = torch.mm(logitGradient, weight);
                if (index == null) {
                    hiddenGradient.narrow(0, first, rows).copy_(chunkGradient);
                } else {
                    hiddenGradient.index_copy_(0, index, chunkGradient);
                }
                if (weightGradient.scalar_type().intern() == chunk.scalar_type().intern()) {
                    weightGradient.addmm_(logitGradient.t(), chunk);
                } else {
                    weightGradient.add_(torch.mm(logitGradient.t(), chunk));
                }
            }
        }
        return loss;
    }

    /** Summed loss of the counted targets alone. */
    double loss(Tensor hidden, Tensor weight, MicroBatch batch, Objective objective) {
        int[] counted = countedRows(batch);
        double loss = 0;
        for (int first = 0; first < counted.length; first += rowsInAChunk) {
            int rows = Math.min(rowsInAChunk, counted.length - first);
            try (PointerScope scope = new PointerScope()) {
                Tensor index = LibTorch.indices(Arrays.copyOfRange(counted, first, first + rows));
                Tensor logits =
                        torch.mm(hidden.index_select(0, index), weight.t())
                                .to(LibTorch.Type.F32.scalarType);
                MemorySegment memory = LibTorch.segment(logits);
                loss += rowLosses(memory, batch, counted, first, rows, objective, 1);
            }
        }
        return loss;
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

    private double rowLosses(
            MemorySegment logits,
            MicroBatch batch,
            int[] counted,
            int first,
            int rows,
            Objective objective,
            float scale) {
        return switch (objective) {
            case Objective.NextToken() -> {
                double loss = 0;
                for (int r = 0; r < rows; r++) {
                    int target = batch.targets()[counted[first + r]];
                    loss +=
                            CrossEntropy.lossAndGradient(
                                    logits,
                                    (long) r * vocabularySize,
                                    vocabularySize,
                                    target,
                                    scale);
                }
                yield loss;
            }
        };
    }

    private static int[] countedRows(MicroBatch batch) {
        boolean[] counted = batch.counted();
        return IntStream.range(0, counted.length).filter(i -> counted[i]).toArray();
    }
}
