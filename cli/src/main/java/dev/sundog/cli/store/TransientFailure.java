package dev.sundog.cli.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A failure that may be gone at the next attempt, e.g. status 503. */
final class TransientFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> pause;

    TransientFailure(String message, Optional<Duration> pause) {
        super(message);
        this.pause = pause;
    }

    /** How long the server asked to be left alone. */
    Optional<Duration> pause() {
        return pause;
    }
}
