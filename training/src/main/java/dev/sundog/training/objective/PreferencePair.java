package dev.sundog.training.objective;

import java.util.Arrays;

/**
 * A prompt with its chosen and with its rejected completion; the tokens of the completions count.
 */
public record PreferencePair(Sample chosen, Sample rejected) {
    /** Whether there is nothing to prefer. */
    public boolean isTie() {
        return Arrays.equals(chosen.ids(), rejected.ids());
    }
}
