package dev.sundog.inference.batch;

/** Tokens a second of the last seconds of work. For one thread; the rate may be read by others. */
final class ThroughputMeter {
    private static final double MEMORY_SECONDS = 5;

    private double tokens;
    private double seconds;
    private volatile double rate;

    void record(int count, double duration) {
        double kept = Math.exp(-duration / MEMORY_SECONDS);
        tokens = tokens * kept + count;
        seconds = seconds * kept + duration;
        rate = seconds > 0 ? tokens / seconds : 0;
    }

    void idle() {
        tokens = 0;
        seconds = 0;
        rate = 0;
    }

    double rate() {
        return rate;
    }
}
