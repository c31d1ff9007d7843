package dev.sundog.benchmarks;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.KeyValueCache;
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

import java.util.concurrent.TimeUnit;

/**
 * Attention of SmolLM2-135M (9 heads, 3 for keys and values, of 64) at the end of 512 positions.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class AttentionBenchmark {
    private static final int HEADS = 9;
    private static final int KEY_VALUE_HEADS = 3;
    private static final int HEAD_SIZE = 64;
    private static final int POSITIONS = 512;

    @Param({"scalar", "vector"})
    String kernels = "";

    @Param({"1", "256"})
    int count;

    private final ThreadTeam team = new ThreadTeam(1);
    private final float[] queries = RandomMatrix.floats(256 * HEADS * HEAD_SIZE, 1);
    private final float[] keys = RandomMatrix.floats(POSITIONS * KEY_VALUE_HEADS * HEAD_SIZE, 2);
    private final float[] values = RandomMatrix.floats(keys.length, 3);
    private final float[] out = new float[queries.length];
    private Kernels timed = KernelProvider.active();
    private KeyValueCache cache = timed.newCache(KEY_VALUE_HEADS, HEAD_SIZE);

    @Setup
    public void fill() {
        timed = KernelProvider.named(kernels).orElseThrow();
        cache = filled(timed);
    }

    private KeyValueCache filled(Kernels chosen) {
        KeyValueCache filled = chosen.newCache(KEY_VALUE_HEADS, HEAD_SIZE);
        for (int p = 0; p < POSITIONS; p++) {
            int at = p * KEY_VALUE_HEADS * HEAD_SIZE;
            filled.put(p, keys, at, values, at);
        }
        return filled;
    }

    private void attend(Kernels chosen, KeyValueCache store, float[] target) {
        chosen.attend(
                queries, HEADS * HEAD_SIZE, count, POSITIONS - count, store, HEADS, target, team);
    }

    /** The result of the last call must be the oracle's. */
    @TearDown
    public void check() {
        Kernels oracle = KernelProvider.named("scalar").orElseThrow();
        float[] expected = new float[out.length];
        attend(oracle, filled(oracle), expected);
        ResultCheck.requireClose(expected, out, 1e-5);
        team.close();
    }

    @Benchmark
    public float[] attend() {
        attend(timed, cache, out);
        return out;
    }
}
