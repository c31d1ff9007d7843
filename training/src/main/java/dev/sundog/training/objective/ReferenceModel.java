package dev.sundog.training.objective;

/**
 * A frozen model that scores sequences. Its results are a pure function of the sample. Not
 * thread-safe.
 */
public interface ReferenceModel extends AutoCloseable {
    /** Sum of the log-probabilities of the counted tokens, each given those before it, in nats. */
    double logProbability(Sample sample);

    @Override
    void close();
}
