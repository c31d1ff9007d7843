package dev.sundog.training.optimizer;

import dev.sundog.training.optimizer.TrainableRanges.Range;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.Parameters;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The weights themselves are optimised, or those of them that are not frozen.
 *
 * @param parameters not owned
 * @param ranges what is not frozen
 */
public record WholeWeights(Parameters parameters, TrainableRanges ranges) implements Trainable {
    @Override
    public MemorySegment values() {
        return parameters.values();
    }

    @Override
    public long count() {
        return parameters.layout().count();
    }

    @Override
    public List<Range> blocks() {
        return ranges.blocks();
    }

    @Override
    public Lane lane() {
        return Lane.of(parameters);
    }

    @Override
    public void refresh() {
        parameters.refresh();
    }

    @Override
    public void complete() {}

    @Override
    public void close() {}
}
