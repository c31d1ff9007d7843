package dev.sundog.training.run;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Samples cut and laid into rows of at most {@code sequence} positions. A row's content is a pure
 * function of its number: the order of an epoch is packed greedily, a sample that does not fit
 * begins the next row, a sample longer than a row is cut into pieces that overlap by the one token
 * that is read last in one piece and first in the next, so that every token is predicted once.
 *
 * <p>Not thread-safe; remembers where the rows of the epochs it was asked for begin.
 */
final class Rows implements StepRows {
    /** A place in an epoch: so many samples done, so many inputs of the next one done. */
    private record Cursor(long position, int offset) {}

    private final SampleSource source;
    private final DataOrder order;
    private final int sequence;
    private final boolean packing;
    private final Map<Long, List<Cursor>> epochs = new HashMap<>();

    Rows(SampleSource source, DataOrder order, int sequence, boolean packing) {
        this.source = source;
        this.order = order;
        this.sequence = sequence;
        this.packing = packing;
    }

    @Override
    public long count(long epoch) {
        return starts(epoch).size();
    }

    @Override
    public List<Piece> row(long epoch, long index) {
        List<Piece> pieces = new ArrayList<>();
        fill(epoch, starts(epoch).get((int) index), pieces);
        return pieces;
    }

    @Override
    public int longestRow() {
        return sequence;
    }

    /** First rows of an epoch: cursors at which each row begins. */
    private List<Cursor> starts(long epoch) {
        return epochs.computeIfAbsent(epoch, this::pack);
    }

    private List<Cursor> pack(long epoch) {
        List<Cursor> starts = new ArrayList<>();
        List<Piece> pieces = new ArrayList<>();
        Cursor cursor = new Cursor(0, 0);
        while (cursor.position < order.size()) {
            pieces.clear();
            Cursor next = fill(epoch, cursor, pieces);
            if (!pieces.isEmpty()) {
                starts.add(cursor);
            }
            cursor = next;
        }
        return List.copyOf(starts);
    }

    /** Fills one row from a cursor on and tells where the next begins. */
    private Cursor fill(long epoch, Cursor start, List<Piece> pieces) {
        long position = start.position;
        int offset = start.offset;
        int free = sequence;
        while (position < order.size()) {
            long sample = order.sample(epoch, position);
            int left = source.length(sample) - 1 - offset;
            if (left <= 0) {
                position++;
                offset = 0;
                continue;
            }
            int take = Math.min(left, sequence);
            if (take > free || (!packing && !pieces.isEmpty())) {
                break;
            }
            pieces.add(new Piece(sample, offset, offset + take));
            free -= take;
            offset += take;
        }
        return new Cursor(position, offset);
    }

    @Override
    public MicroBatch microBatch(List<List<Piece>> rows) {
        List<Piece> pieces = rows.stream().flatMap(List::stream).toList();
        return microBatch(pieces, source::sample, new double[0]);
    }

    /** Pieces as one micro-batch, a segment each. */
    static MicroBatch microBatch(
            List<Piece> pieces, LongFunction<Sample> samples, double... references) {
        int tokens = pieces.stream().mapToInt(Piece::length).sum();
        int[] inputs = new int[tokens];
        int[] targets = new int[tokens];
        boolean[] counted = new boolean[tokens];
        int[] segments = new int[pieces.size() + 1];
        int at = 0;
        for (int p = 0; p < pieces.size(); p++) {
            Piece piece = pieces.get(p);
            Sample sample = samples.apply(piece.sample());
            System.arraycopy(sample.ids(), piece.from(), inputs, at, piece.length());
            System.arraycopy(sample.ids(), piece.from() + 1, targets, at, piece.length());
            System.arraycopy(sample.counted(), piece.from() + 1, counted, at, piece.length());
            at += piece.length();
            segments[p + 1] = at;
        }
        return new MicroBatch(inputs, targets, counted, segments, references);
    }
}
