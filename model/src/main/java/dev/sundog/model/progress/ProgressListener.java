package dev.sundog.model.progress;

/** Watches long work. Implementations must be cheap; calls come from the working thread. */
@FunctionalInterface
public interface ProgressListener {
    ProgressListener NONE = (task, done, total) -> {};

    /**
     * @param task what is being done, e.g. {@code quantise}
     * @param done units so far
     * @param total units in all, or -1 if unknown
     */
    void onProgress(String task, long done, long total);
}
