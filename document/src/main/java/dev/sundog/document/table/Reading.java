package dev.sundog.document.table;

import java.util.Arrays;
import java.util.List;

/**
 * One reading of a candidate region with what its score was computed from.
 *
 * @param features in the order of {@link #featureNames}
 */
record Reading(FoundTable table, List<Double> features) {
    Reading {
        features = List.copyOf(features);
    }

    static Reading of(Draft draft, List<Segment> across, List<Segment> down) {
        double[] features = TableScore.features(draft, across, down);
        double confidence =
                Math.max(
                        TableScore.of(features),
                        TableScore.closed(draft, features) ? Closed.CONFIDENCE : 0);
        FoundTable table =
                new FoundTable(
                        draft.box(), draft.grid(), confidence, draft.detector(), draft.words());
        return new Reading(table, Arrays.stream(features).boxed().toList());
    }

    /** What the features are called. */
    static List<String> featureNames() {
        return TableScore.FEATURES;
    }
}
