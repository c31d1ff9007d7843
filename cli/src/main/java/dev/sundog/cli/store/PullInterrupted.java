package dev.sundog.cli.store;

/** The user stopped a fetch; what has arrived is kept and the next fetch goes on from there. */
public final class PullInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PullInterrupted() {
        super("stopped; what has arrived is kept, and the same pull goes on from there");
    }
}
