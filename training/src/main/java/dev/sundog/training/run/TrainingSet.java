package dev.sundog.training.run;

import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.ReferenceModel;

import java.util.List;
import java.util.function.Supplier;

/** What a run trains on, and so which objective it has. */
public sealed interface TrainingSet {
    /** Number of samples or pairs. */
    long size();

    /**
     * Documents for pre-training: one longer than the sequence is cut into pieces; a step takes
     * whole batches, across the ends of epochs.
     *
     * @param samples in the order of the source
     */
    record Documents(SampleSource samples) implements TrainingSet {
        @Override
        public long size() {
            return samples.size();
        }
    }

    /**
     * Conversations for instruction tuning: each whole; the last batch of an epoch has what is
     * left.
     *
     * @param samples in the order of the source, none longer than the sequence
     */
    record Conversations(SampleSource samples) implements TrainingSet {
        @Override
        public long size() {
            return samples.size();
        }
    }

    /**
     * Preferences for alignment: a batch counts pairs; the last one of an epoch has what is left.
     *
     * @param pairs in the order of the source, no sequence longer than the configured one
     * @param referenceName identifies the reference model and its weights
     * @param reference opens the reference model, which the run closes; only asked for where scores
     *     are missing
     */
    record Preferences(
            List<PreferencePair> pairs, String referenceName, Supplier<ReferenceModel> reference)
            implements TrainingSet {
        public Preferences {
            pairs = List.copyOf(pairs);
        }

        @Override
        public long size() {
            return pairs.size();
        }
    }
}
