package dev.sundog.training.run;

import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.run.TrainingConfig.Overlong;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fits samples to the configured sequence and counts what had to be done: samples that are too long
 * are truncated at their end or dropped, those without any token left to learn from are dropped,
 * and so are pairs without a difference. Not thread-safe.
 */
public final class SampleFitting {
    private final int sequence;
    private final Overlong overlong;
    private long read;
    private long kept;
    private long truncated;
    private long dropped;
    private long masked;
    private long ties;

    /** Fits to {@code sequence} tokens. */
    public SampleFitting(int sequence, Overlong overlong) {
        this.sequence = sequence;
        this.overlong = overlong;
    }

    /** The sample as it is to be trained on, if it is. */
    public Optional<Sample> fit(Sample sample) {
        read++;
        if (isTooLong(sample)) {
            return Optional.empty();
        }
        Sample head = sample.head(sequence);
        if (head.countedTokens() == 0) {
            masked++;
            return Optional.empty();
        }
        truncated += head == sample ? 0 : 1;
        kept++;
        return Optional.of(head);
    }

    /** The pair as it is to be trained on, if it is. */
    public Optional<PreferencePair> fit(PreferencePair pair) {
        read++;
        if (pair.isTie()) {
            ties++;
            return Optional.empty();
        }
        if (isTooLong(pair.chosen(), pair.rejected())) {
            return Optional.empty();
        }
        PreferencePair head =
                new PreferencePair(pair.chosen().head(sequence), pair.rejected().head(sequence));
        if (head.chosen().countedTokens() == 0 || head.rejected().countedTokens() == 0) {
            masked++;
            return Optional.empty();
        }
        truncated += head.equals(pair) ? 0 : 1;
        kept++;
        return Optional.of(head);
    }

    private boolean isTooLong(Sample... samples) {
        for (Sample sample : samples) {
            if (overlong == Overlong.DROP && sample.ids().length > sequence) {
                dropped++;
                return true;
            }
        }
        return false;
    }

    /** Samples or pairs that are kept. */
    public long kept() {
        return kept;
    }

    /** What had to be done, in sentences; empty if nothing. */
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        add(notices, truncated, "truncated to sequence " + sequence);
        add(notices, dropped, "dropped: longer than sequence " + sequence);
        add(
                notices,
                masked,
                "dropped: no token that counts in the loss within sequence " + sequence);
        add(notices, ties, "dropped: chosen equals rejected");
        return notices;
    }

    private void add(List<String> notices, long count, String what) {
        if (count > 0) {
            notices.add("data: " + count + " of " + read + " samples " + what);
        }
    }
}
