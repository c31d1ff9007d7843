package dev.sundog.training.run;

import dev.sundog.training.objective.MicroBatch;

import java.util.List;

/** Rows of an epoch, each of at most a known number of tokens. Not thread-safe. */
interface StepRows {
    /**
     * A stretch of a sample's ids: inputs {@code from} to {@code to} (exclusive), targets one
     * later.
     */
    record Piece(long sample, int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** Number of rows of an epoch. */
    long count(long epoch);

    /** Pieces of a row; both from 0. */
    List<Piece> row(long epoch, long index);

    /** Most tokens of a row. */
    int longestRow();

    /** Rows as one micro-batch. */
    MicroBatch microBatch(List<List<Piece>> rows);
}
