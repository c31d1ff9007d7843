package dev.sundog.training.run;

import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;

import java.util.List;

/**
 * A row is a preference pair: the chosen sequence, then the rejected one. Piece 2i is the chosen
 * and 2i + 1 the rejected sequence of pair i.
 */
final class PairRows implements StepRows {
    private final List<PreferencePair> pairs;
    private final ReferenceScores references;
    private final DataOrder order;
    private final int sequence;

    PairRows(
            List<PreferencePair> pairs, ReferenceScores references, DataOrder order, int sequence) {
        this.pairs = pairs;
        this.references = references;
        this.order = order;
        this.sequence = sequence;
    }

    @Override
    public long count(long epoch) {
        return pairs.size();
    }

    @Override
    public List<Piece> row(long epoch, long index) {
        long pair = order.sample(epoch, index);
        return List.of(piece(2 * pair), piece(2 * pair + 1));
    }

    private Piece piece(long number) {
        return new Piece(number, 0, sample(number).ids().length - 1);
    }

    private Sample sample(long number) {
        PreferencePair pair = pairs.get((int) (number / 2));
        return number % 2 == 0 ? pair.chosen() : pair.rejected();
    }

    @Override
    public int longestRow() {
        return 2 * sequence;
    }

    @Override
    public MicroBatch microBatch(List<List<Piece>> rows) {
        List<Piece> pieces = rows.stream().flatMap(List::stream).toList();
        double[] scores =
                pieces.stream().mapToDouble(piece -> references.of(piece.sample())).toArray();
        return Rows.microBatch(pieces, this::sample, scores);
    }
}
