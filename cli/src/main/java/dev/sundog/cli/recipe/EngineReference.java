package dev.sundog.cli.recipe;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.inference.sampling.LogProbabilities;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.training.objective.ReferenceModel;
import dev.sundog.training.objective.Sample;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * The engine as the reference of an alignment. It computes in F32 whatever the checkpoint's types,
 * as the trainer does with the weights it starts from. Each sample is scored from an empty session.
 */
public final class EngineReference implements ReferenceModel {
    private final LocalModel model;
    private final Kernels kernels;

    private EngineReference(LocalModel model, Kernels kernels) {
        this.model = model;
        this.kernels = kernels;
    }

    /** Opens a model. */
    public static EngineReference open(Path path, int threads) {
        Checkpoint checkpoint = new FullPrecision(Checkpoints.open(path));
        EngineOptions defaults = EngineOptions.defaults();
        EngineOptions options = threads > 0 ? defaults.withThreads(threads) : defaults;
        return new EngineReference(CpuModel.open(checkpoint, options), options.kernels());
    }

    @Override
    public double logProbability(Sample sample) {
        int[] ids = sample.ids();
        int first = 1;
        while (!sample.counted()[first]) {
            first++;
        }
        int positions = ids.length - 1;
        double[] sum = new double[1];
        try (Session session = model.openSession(positions)) {
            session.appendAll(
                    Arrays.copyOf(ids, positions),
                    positions - (first - 1),
                    (index, logits) -> {
                        if (sample.counted()[index + 1]) {
                            sum[0] += LogProbabilities.of(ids[index + 1], logits, kernels);
                        }
                    });
        }
        return sum[0];
    }

    @Override
    public void close() {
        model.close();
    }
}
