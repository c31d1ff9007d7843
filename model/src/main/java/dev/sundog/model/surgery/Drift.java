package dev.sundog.model.surgery;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.List;

/** Measures how far the layers of a model are from those of its base. Stateless. */
public final class Drift {
    private Drift() {}

    /**
     * Compares every layer of {@code model} with the layer of {@code base} that its lineage names;
     * with its own number if both have the same lineage, that is, if one was trained from the
     * other.
     *
     * @throws SundogException (data, {@code drift-layers} or {@code drift-shape}) if the two are
     *     not of one line
     */
    public static List<LayerDrift> measure(
            Checkpoint base, Checkpoint model, ProgressListener progress) {
        ModelConfig config = model.config();
        ArchitectureDescription description = Architectures.named(config.family());
        List<LayerOrigin> lineage = model.lineage();
        boolean sameLine = lineage.equals(base.lineage());
        List<LayerDrift> drifts = new ArrayList<>();
        for (int layer = 0; layer < config.layerCount(); layer++) {
            int from = sameLine ? layer : lineage.get(layer).fromLayer();
            if (from >= base.config().layerCount()) {
                throw SundogException.data(
                        "drift-layers",
                        ("%s: layer %d came from layer %d, but %s has %d layers; compare with the"
                                        + " model it was made of")
                                .formatted(
                                        model.path(),
                                        layer,
                                        from,
                                        base.path(),
                                        base.config().layerCount()));
            }
            Difference difference = Difference.NONE;
            List<TensorPlace> places = new ArrayList<>();
            description.visitLayer(config, layer, places::add);
            for (TensorPlace place : places) {
                difference =
                        difference.plus(
                                difference(
                                        base,
                                        base.tensor(place.template().huggingFace(from)),
                                        model,
                                        model.tensor(place.huggingFace())));
            }
            drifts.add(new LayerDrift(layer, from, difference.relative(), difference.cosine()));
            progress.onProgress("drift", layer + 1L, config.layerCount());
        }
        return List.copyOf(drifts);
    }

    private static Difference difference(
            Checkpoint base, TensorInfo before, Checkpoint model, TensorInfo after) {
        if (!before.shape().equals(after.shape())) {
            throw SundogException.data(
                    "drift-shape",
                    "%s: tensor %s has shape %s, expected %s as in %s; compare models of one line"
                            .formatted(
                                    model.path(),
                                    after.name(),
                                    after.shape(),
                                    before.shape(),
                                    base.path()));
        }
        return Difference.between(base, before, model, after);
    }
}
