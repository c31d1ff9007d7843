package dev.sundog.benchmarks;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.parallel.ThreadTeam;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** A feed-forward matrix of SmolLM2-135M times one token (decoding) and 256 (prefill). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MatrixProductBenchmark {
    private static final int ROWS = 1536;
    private static final int COLUMNS = 576;

    @Param({"scalar", "vector"})
    String kernels = "";

    @Param({"F32", "BF16", "F16", "Q8_0", "Q4_0", "Q4_1"})
    ElementType type = ElementType.F32;

    @Param({"1", "256"})
    int count;

    private final ThreadTeam team = new ThreadTeam(1);
    private final float[] x = RandomMatrix.floats(256 * COLUMNS, 2);
    private final float[] out = new float[256 * ROWS];
    private Kernels timed = KernelProvider.active();
    private Matrix matrix = timed.pack(List.of(RandomMatrix.of(type, 1, COLUMNS)), team);

    @Setup
    public void pack() {
        RandomMatrix source = RandomMatrix.of(type, ROWS, COLUMNS);
        timed = KernelProvider.named(kernels).orElseThrow();
        matrix = timed.pack(List.of(source), team);
    }

    /** The product of the last call must be the oracle's. */
    @TearDown
    public void check() {
        Kernels oracle = KernelProvider.named("scalar").orElseThrow();
        float[] expected = new float[out.length];
        Matrix reference = oracle.pack(List.of(RandomMatrix.of(type, ROWS, COLUMNS)), team);
        oracle.matmul(reference, x, count, expected, false, team);
        ResultCheck.requireClose(expected, out, 1e-3);
        team.close();
    }

    @Benchmark
    public float[] multiply() {
        timed.matmul(matrix, x, count, out, false, team);
        return out;
    }
}
