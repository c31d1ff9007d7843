package dev.sundog.cli.store;

/** Watches a fetch and may stop it. Calls come from several threads, one at a time. */
public interface PullProgress {
    /** Nobody watches. */
    PullProgress SILENT =
            new PullProgress() {
                @Override
                public void bytes(String task, long done, long total, String note) {}

                @Override
                public void say(String remark) {}

                @Override
                public boolean stopped() {
                    return false;
                }
            };

    /**
     * How far all files together are.
     *
     * @param task what is being done, e.g. {@code fetch}
     * @param done bytes of this run so far
     * @param total bytes this run has to move
     * @param note a few words, e.g. how many files are done
     */
    void bytes(String task, long done, long total, String note);

    /** A remark for the user, e.g. that another process is waited for. */
    void say(String remark);

    /** Whether the user wants to stop; asked often. */
    boolean stopped();

    /**
     * Ends the work if the user wants that.
     *
     * @throws PullInterrupted if so
     */
    default void check() {
        if (stopped()) {
            throw new PullInterrupted();
        }
    }
}
