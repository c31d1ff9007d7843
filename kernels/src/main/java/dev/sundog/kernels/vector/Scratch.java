package dev.sundog.kernels.vector;

/** Working memory of one thread: arrays that grow to what was needed and stay. */
final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private float[] panel = new float[0];
    private float[] tile = new float[0];
    private float[] queries = new float[0];
    private float[] scores = new float[0];
    private float[] sums = new float[0];

    private Scratch() {}

    static Scratch ofThread() {
        return OF_THREAD.get();
    }

    float[] panel(int size) {
        panel = atLeast(panel, size);
        return panel;
    }

    float[] tile(int size) {
        tile = atLeast(tile, size);
        return tile;
    }

    float[] queries(int size) {
        queries = atLeast(queries, size);
        return queries;
    }

    float[] scores(int size) {
        scores = atLeast(scores, size);
        return scores;
    }

    float[] sums(int size) {
        sums = atLeast(sums, size);
        return sums;
    }

    private static float[] atLeast(float[] array, int size) {
        return array.length < size ? new float[size] : array;
    }
}
