package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.COUNT;
import static dev.sundog.kernels.vector.Lanes.FLOATS;

import dev.sundog.kernels.Activation;
import dev.sundog.kernels.AttentionScores;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.KeyValueCache;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.BlockArithmetic;
import dev.sundog.kernels.parallel.ThreadTeam;

import jdk.incubator.vector.FloatVector;

import java.util.List;

/** Kernels on the preferred vector species. */
final class VectorKernels implements Kernels {
    @Override
    public String name() {
        return "vector-" + FLOATS.vectorBitSize();
    }

    @Override
    public BlockArithmetic blockArithmetic() {
        return COUNT <= 16 ? new VectorArithmetic() : BlockArithmetic.SCALAR;
    }

    @Override
    public Matrix pack(List<? extends MatrixSource> sources, ThreadTeam team) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no matrix to pack");
        }
        return PanelMatrix.pack(sources, team);
    }

    @Override
    public void matmul(
            Matrix matrix, float[] x, int count, float[] out, boolean accumulate, ThreadTeam team) {
        new MatrixProduct((PanelMatrix) matrix, x, count, out, accumulate).run(team);
    }

    @Override
    public void rmsNorm(
            float[] x, int offset, float[] weight, double epsilon, float[] out, int outOffset) {
        int size = weight.length;
        double squares = VectorMath.sumOfSquares(x, offset, size);
        float scale = (float) (1 / Math.sqrt(squares / size + epsilon));
        int i = 0;
        for (; i <= size - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, offset + i)
                    .mul(scale)
                    .mul(FloatVector.fromArray(FLOATS, weight, i))
                    .intoArray(out, outOffset + i);
        }
        for (; i < size; i++) {
            out[outOffset + i] = x[offset + i] * scale * weight[i];
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
        float mean = (float) (VectorMath.sum(x, offset, size) / size);
        for (int i = 0; i < size; i++) {
            out[outOffset + i] = x[offset + i] - mean;
        }
        double variance = VectorMath.sumOfSquares(out, outOffset, size) / size;
        float scale = (float) (1 / Math.sqrt(variance + epsilon));
        for (int i = 0; i < size; i++) {
            out[outOffset + i] = out[outOffset + i] * scale * weight[i] + bias[i];
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
            int at = offset + head * headSize;
            int i = 0;
            for (; i <= half - COUNT; i += COUNT) {
                FloatVector a = FloatVector.fromArray(FLOATS, x, at + i);
                FloatVector b = FloatVector.fromArray(FLOATS, x, at + half + i);
                FloatVector cos = FloatVector.fromArray(FLOATS, cosine, angleOffset + i);
                FloatVector sin = FloatVector.fromArray(FLOATS, sine, angleOffset + i);
                a.mul(cos).sub(b.mul(sin)).intoArray(x, at + i);
                b.mul(cos).add(a.mul(sin)).intoArray(x, at + half + i);
            }
            for (; i < half; i++) {
                float a = x[at + i];
                float b = x[at + half + i];
                float cos = cosine[angleOffset + i];
                float sin = sine[angleOffset + i];
                x[at + i] = a * cos - b * sin;
                x[at + half + i] = b * cos + a * sin;
            }
        }
    }

    @Override
    public KeyValueCache newCache(int keyValueHeadCount, int headSize) {
        return new PagedCache(keyValueHeadCount, headSize);
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
        PagedCache pages = (PagedCache) cache;
        new Attention(
                        queries,
                        queryStride,
                        firstRow,
                        count,
                        firstPosition,
                        pages,
                        headCount,
                        scores,
                        out)
                .run(team);
    }

    @Override
    public void softmax(float[] x, int offset, int length) {
        float max = VectorMath.max(x, offset, length);
        float sum = VectorMath.exponentials(x, offset, length, max);
        VectorMath.scale(x, offset, length, 1 / sum);
    }

    @Override
    public double logSumExp(float[] x, int offset, int length) {
        float max = VectorMath.max(x, offset, length);
        return max + Math.log(VectorMath.sumOfExponentials(x, offset, length, max));
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
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            FloatVector g = FloatVector.fromArray(FLOATS, gate, gateOffset + i);
            FloatVector u = FloatVector.fromArray(FLOATS, up, upOffset + i);
            g.div(VectorMath.exp(g.neg()).add(1)).mul(u).intoArray(out, outOffset + i);
        }
        for (; i < length; i++) {
            float g = gate[gateOffset + i];
            out[outOffset + i] = (float) (g / (1 + Math.exp(-g))) * up[upOffset + i];
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
        if (activation == Activation.SILU) {
            siluMultiply(gate, gateOffset, up, upOffset, out, outOffset, length);
        } else {
            System.arraycopy(gate, gateOffset, out, outOffset, length);
            activate(activation, out, outOffset, length);
            for (int i = 0; i < length; i++) {
                out[outOffset + i] *= up[upOffset + i];
            }
        }
    }

    @Override
    public void activate(Activation activation, float[] x, int offset, int length) {
        switch (activation) {
            case SILU -> Sigmoids.silu(x, offset, length);
            case GELU -> Sigmoids.gelu(x, offset, length);
            case GELU_TANH -> Sigmoids.geluTanh(x, offset, length);
            case RELU -> {
                for (int i = offset; i < offset + length; i++) {
                    x[i] = Math.max(x[i], 0);
                }
            }
        }
    }

    @Override
    public void softCap(float[] x, int offset, int length, float cap) {
        VectorMath.softCap(x, offset, length, cap);
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
