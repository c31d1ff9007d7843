package dev.sundog.inference.batch;

/**
 * How a scheduler shares its model.
 *
 * @param slots sequences that decode together
 * @param context positions a sequence may have, prompt and answer together
 * @param queue requests that may wait for a slot
 */
public record BatchOptions(int slots, int context, int queue) {
    /** Most slots: beyond some dozen a CPU gains nothing. */
    public static final int MOST_SLOTS = 128;

    public BatchOptions {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException(
                    "slots is " + slots + ", expected 1 to " + MOST_SLOTS);
        }
        if (context < 1) {
            throw new IllegalArgumentException("context is " + context + ", expected at least 1");
        }
        if (queue < 0) {
            throw new IllegalArgumentException("queue is " + queue + ", expected at least 0");
        }
    }
}
