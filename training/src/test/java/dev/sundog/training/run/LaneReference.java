package dev.sundog.training.run;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.training.objective.ReferenceModel;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.Precision;
import dev.sundog.training.torch.TorchLlama;

import java.util.List;

/** The trainer's own passes as a reference; counts what it is asked. */
final class LaneReference implements ReferenceModel {
    private final Parameters parameters;
    private final Lane lane;
    private int asked;

    LaneReference(Checkpoint checkpoint) {
        parameters = Parameters.of(checkpoint, Precision.F32);
        lane = new TorchLlama(parameters);
    }

    /** How many sequences it has scored. */
    int asked() {
        return asked;
    }

    @Override
    public double logProbability(Sample sample) {
        asked++;
        StepRows.Piece piece = new StepRows.Piece(0, 0, sample.ids().length - 1);
        return lane.logProbabilities(Rows.microBatch(List.of(piece), number -> sample))[0];
    }

    @Override
    public void close() {
        lane.close();
        parameters.close();
    }
}
