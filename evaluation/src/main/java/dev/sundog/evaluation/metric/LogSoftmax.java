package dev.sundog.evaluation.metric;

/** Log-probabilities of logits, in double precision. */
final class LogSoftmax {
    private LogSoftmax() {}

    /** log Σ exp(logit): what to subtract from a logit to have its log-probability. */
    static double normaliser(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum);
    }

    /** The first of the largest. */
    static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
