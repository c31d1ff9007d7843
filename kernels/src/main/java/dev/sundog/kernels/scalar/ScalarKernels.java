package dev.sundog.kernels.scalar;

import dev.sundog.kernels.Activation;
import dev.sundog.kernels.AttentionScores;
import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.KeyValueCache;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.parallel.ThreadTeam;

import java.util.List;

/**
 * The formulas as loops.
 *
 * @see KernelProvider
 */
public final class ScalarKernels implements Kernels {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Matrix pack(List<? extends MatrixSource> sources, ThreadTeam team) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no matrix to pack");
        }
        return ScalarMatrix.of(sources);
    }

    @Override
    public void matmul(
            Matrix matrix, float[] x, int count, float[] out, boolean accumulate, ThreadTeam team) {
        ScalarMatrix weights = (ScalarMatrix) matrix;
        int rows = weights.rows();
        int columns = weights.columns();
        team.run(
                rows,
                row -> {
                    float[] weight = weights.row(row);
                    for (int t = 0; t < count; t++) {
                        double sum = accumulate ? out[t * rows + row] : 0;
                        for (int k = 0; k < columns; k++) {
                            sum += (double) weight[k] * x[t * columns + k];
                        }
                        out[t * rows + row] = (float) sum;
                    }
                });
    }

    @Override
    public void rmsNorm(
            float[] x, int offset, float[] weight, double epsilon, float[] out, int outOffset) {
        double squares = 0;
        for (int i = 0; i < weight.length; i++) {
            squares += (double) x[offset + i] * x[offset + i];
        }
        double scale = 1 / Math.sqrt(squares / weight.length + epsilon);
        for (int i = 0; i < weight.length; i++) {
            out[outOffset + i] = (float) (x[offset + i] * scale * weight[i]);
        }
    }

    @Override
    public void layerNorm(
            float[] x,
            int offset,
            float[] weight,
            float[] bias,
            double epsilon,
            float[] out,
            int outOffset) {
        int size = weight.length;
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += x[offset + i] / (double) size;
        }
        double variance = 0;
        for (int i = 0; i < size; i++) {
            variance += (x[offset + i] - mean) * (x[offset + i] - mean) / size;
        }
        double scale = 1 / Math.sqrt(variance + epsilon);
        for (int i = 0; i < size; i++) {
            out[outOffset + i] = (float) ((x[offset + i] - mean) * scale * weight[i] + bias[i]);
        }
    }

    @Override
    public void rotate(
            float[] x,
            int offset,
            int headCount,
            int headSize,
            int rotarySize,
            float[] cosine,
            float[] sine,
            int angleOffset) {
        int half = rotarySize / 2;
        for (int head = 0; head < headCount; head++) {
            for (int i = 0; i < half; i++) {
                int first = offset + head * headSize + i;
                float a = x[first];
                float b = x[first + half];
                float cos = cosine[angleOffset + i];
                float sin = sine[angleOffset + i];
                x[first] = a * cos - b * sin;
                x[first + half] = b * cos + a * sin;
            }
        }
    }

    @Override
    public KeyValueCache newCache(int keyValueHeadCount, int headSize) {
        return new ScalarCache(keyValueHeadCount, headSize);
    }

    @Override
    public void attend(
            float[] queries,
            int queryStride,
            int firstRow,
            int count,
            int firstPosition,
            KeyValueCache cache,
            int headCount,
            AttentionScores scores,
            float[] out,
            ThreadTeam team) {
        ScalarCache store = (ScalarCache) cache;
        int size = store.headSize();
        int group = headCount / store.headCount();
        double scale = scores.scale(size);
        team.run(
                count * headCount,
                chunk -> {
                    int t = chunk / headCount;
                    int head = chunk % headCount;
                    int position = firstPosition + t;
                    int first = scores.firstSeen(position);
                    int length = scores.endSeen(position, firstPosition + count) - first;
                    float[] weights = new float[length];
                    for (int p = 0; p < length; p++) {
                        double dot = 0;
                        for (int i = 0; i < size; i++) {
                            float query = queries[(firstRow + t) * queryStride + head * size + i];
                            dot += (double) query * store.key(first + p, head / group, i);
                        }
                        weights[p] = (float) (dot * scale);
                    }
                    if (scores.softCap() > 0) {
                        softCap(weights, 0, length, scores.softCap());
                    }
                    softmax(weights, 0, length);
                    for (int i = 0; i < size; i++) {
                        double sum = 0;
                        for (int p = 0; p < length; p++) {
                            sum += (double) weights[p] * store.value(first + p, head / group, i);
                        }
                        out[((firstRow + t) * headCount + head) * size + i] = (float) sum;
                    }
                });
    }

    @Override
    public void softmax(float[] x, int offset, int length) {
        double normaliser = logSumExp(x, offset, length);
        for (int i = offset; i < offset + length; i++) {
            x[i] = (float) Math.exp(x[i] - normaliser);
        }
    }

    @Override
    public double logSumExp(float[] x, int offset, int length) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            max = Math.max(max, x[i]);
        }
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += Math.exp(x[i] - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public void siluMultiply(
            float[] gate,
            int gateOffset,
            float[] up,
            int upOffset,
            float[] out,
            int outOffset,
            int length) {
        for (int i = 0; i < length; i++) {
            double g = gate[gateOffset + i];
            out[outOffset + i] = (float) (g / (1 + Math.exp(-g)) * up[upOffset + i]);
        }
    }

    @Override
    public void activateMultiply(
            Activation activation,
            float[] gate,
            int gateOffset,
            float[] up,
            int upOffset,
            float[] out,
            int outOffset,
            int length) {
        for (int i = 0; i < length; i++) {
            out[outOffset + i] =
                    (float) (activate(activation, gate[gateOffset + i]) * up[upOffset + i]);
        }
    }

    @Override
    public void activate(Activation activation, float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = (float) activate(activation, x[i]);
        }
    }

    private static double activate(Activation activation, double x) {
        return switch (activation) {
            case SILU -> x / (1 + Math.exp(-x));
            case GELU -> x * NormalDistribution.cumulative(x);
            case GELU_TANH -> {
                double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
                yield 0.5 * x * (1 + Math.tanh(inner));
            }
            case RELU -> Math.max(x, 0);
        };
    }

    @Override
    public void softCap(float[] x, int offset, int length, float cap) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = (float) (cap * Math.tanh(x[i] / (double) cap));
        }
    }

    @Override
    public void addScaled(
            float[] target, int targetOffset, float[] x, int offset, int length, float factor) {
        for (int i = 0; i < length; i++) {
            target[targetOffset + i] += factor * x[offset + i];
        }
    }

    @Override
    public void add(float[] target, int targetOffset, float[] x, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[targetOffset + i] += x[offset + i];
        }
    }
}
