package dev.sundog.cli.recipe;

/** The user asked to stop; what was done is kept and can be resumed. */
public final class InterruptedBuild extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InterruptedBuild() {
        super("interrupted; the work so far is kept");
    }
}
