package dev.sundog.training.run;

import dev.sundog.training.run.StepRows.Piece;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rows a step reads, as groups of a micro-batch: a pure function of the step's number.
 *
 * @param rows of each epoch
 * @param size rows of a step
 * @param wholeBatches whether a step takes rows of the next epoch where one ends; else the last
 *     step of an epoch is smaller
 * @param lanes that share a step
 */
record StepPlan(StepRows rows, int size, boolean wholeBatches, int lanes) {
    private static final int MICRO_BATCH_TOKENS = 512;

    /** Steps of one epoch, not rounded if batches go across the ends of epochs. */
    double stepsOfEpoch() {
        double steps = (double) rows.count(0) / size;
        return wholeBatches ? steps : Math.ceil(steps);
    }

    /** Most tokens of a micro-batch. */
    int longestMicroBatch() {
        return Math.max(
                rows.longestRow(),
                (int)
                        Math.min(
                                MICRO_BATCH_TOKENS,
                                (long) rows.longestRow() * Math.ceilDiv(size, lanes)));
    }

    /** The rows of a step, counted from 0, in groups of a micro-batch. */
    List<List<List<Piece>>> groups(long step) {
        List<List<Piece>> all = wholeBatches ? acrossEpochs(step) : withinEpoch(step);
        long tokens = all.stream().mapToLong(StepPlan::length).sum();
        long average = Math.max(1, Math.ceilDiv(tokens, all.size()));
        int most = Math.clamp(MICRO_BATCH_TOKENS / average, 1, Math.ceilDiv(all.size(), lanes));
        List<List<List<Piece>>> groups = new ArrayList<>();
        List<List<Piece>> group = new ArrayList<>();
        int held = 0;
        for (List<Piece> row : all) {
            boolean full = group.size() == most || held + length(row) > longestMicroBatch();
            if (full && !group.isEmpty()) {
                groups.add(List.copyOf(group));
                group.clear();
                held = 0;
            }
            group.add(row);
            held += length(row);
        }
        groups.add(List.copyOf(group));
        return groups;
    }

    /**
     * The preference pairs that the first {@code steps} steps read, each once, in the order of
     * their first use.
     *
     * @param size how many pairs there are
     */
    int[] pairs(long steps, long size) {
        Set<Integer> pairs = new LinkedHashSet<>();
        for (long step = 0; step < steps && pairs.size() < size; step++) {
            groups(step).stream()
                    .flatMap(List::stream)
                    .flatMap(List::stream)
                    .forEach(piece -> pairs.add((int) (piece.sample() / 2)));
        }
        return pairs.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int length(List<Piece> row) {
        return row.stream().mapToInt(Piece::length).sum();
    }

    private List<List<Piece>> acrossEpochs(long step) {
        long epoch = 0;
        long index = step * size;
        List<List<Piece>> all = new ArrayList<>();
        while (all.size() < size) {
            while (index >= rows.count(epoch)) {
                index -= rows.count(epoch);
                epoch++;
            }
            all.add(rows.row(epoch, index++));
        }
        return all;
    }

    private List<List<Piece>> withinEpoch(long step) {
        long epoch = 0;
        long rest = step;
        while (rest >= Math.ceilDiv(rows.count(epoch), size)) {
            rest -= Math.ceilDiv(rows.count(epoch), size);
            epoch++;
        }
        List<List<Piece>> all = new ArrayList<>();
        long end = Math.min(rows.count(epoch), (rest + 1) * size);
        for (long index = rest * size; index < end; index++) {
            all.add(rows.row(epoch, index));
        }
        return all;
    }
}
