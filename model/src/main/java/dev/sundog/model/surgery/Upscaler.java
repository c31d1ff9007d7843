package dev.sundog.model.surgery;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.LayerPatterns;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Depth up-scaling: a deeper model made of a model's own layers. Stateless.
 *
 * <p>Source: Kim et al., SOLAR 10.7B (arXiv 2312.15166), section 2; copies that start as no-ops as
 * in Wu et al., LLaMA Pro (arXiv 2401.02415), section 3.1.
 */
public final class Upscaler {
    private Upscaler() {}

    /**
     * Where a tensor of the new model comes from.
     *
     * @param tensor the source's
     * @param zero whether it is written as zeros
     */
    private record Origin(TensorInfo tensor, boolean zero) {}

    /**
     * Writes the deeper model as a Hugging Face directory. Float tensors keep their type and bytes,
     * a quantised source becomes BF16.
     *
     * @param out a directory that does not exist, is empty or was prepared
     * @param identity whether layers whose source was used before start as no-ops: what they add to
     *     the residual stream is zero
     * @throws SundogException (user, {@code layer-plan}) if the plan is another model's, or breaks
     *     a pattern of layers that the configuration cannot list; (user, {@code output-exists});
     *     (resource) if it cannot be written
     */
    public static UpscaleResult upscale(
            Checkpoint checkpoint,
            LayerPlan plan,
            Path out,
            boolean identity,
            ProgressListener progress) {
        ModelConfig config = checkpoint.config();
        if (plan.sourceLayers() != config.layerCount()) {
            throw SundogException.user(
                    "layer-plan",
                    "%s has %d layers, the plan is for %d; make it for this model"
                            .formatted(
                                    checkpoint.path(), config.layerCount(), plan.sourceLayers()));
        }
        ObjectNode configJson = checkpoint.configJson();
        LayerPatterns.remap(configJson, config, plan.layers());
        OutputDirectory.prepare(out, false);
        ArchitectureDescription description = Architectures.named(config.family());
        List<TensorInfo> tensors = new ArrayList<>();
        Map<String, Origin> origins = new HashMap<>();
        List<Boolean> copies = plan.copies();
        description.visit(
                config.withLayers(plan.layers()),
                place -> {
                    boolean inLayer = place.template().perLayer();
                    int from = inLayer ? plan.layers().get(place.layer()) : 0;
                    TensorInfo source = checkpoint.tensor(place.template().huggingFace(from));
                    boolean zero =
                            identity
                                    && inLayer
                                    && copies.get(place.layer())
                                    && place.role().writesResidual();
                    origins.put(place.huggingFace(), new Origin(source, zero));
                    tensors.add(
                            new TensorInfo(
                                    place.huggingFace(),
                                    FloatTypes.of(checkpoint, source),
                                    source.shape()));
                });
        HuggingFaceWriter.write(
                out,
                configJson,
                CompanionFiles.of(checkpoint),
                tensors,
                new LayerSource(checkpoint, origins),
                progress);
        OutputDirectory.complete(out, manifest(checkpoint, plan, identity));
        return new UpscaleResult(
                plan.layers().size(),
                tensors.stream().mapToLong(TensorInfo::elementCount).sum(),
                plan.layers());
    }

    private static Manifest manifest(Checkpoint checkpoint, LayerPlan plan, boolean identity) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("model", checkpoint.path().toString());
        config.put("identity", identity);
        ArrayNode layers = config.putArray("layers");
        plan.layers().forEach(layers::add);
        String name = Lineage.nameOf(checkpoint.path());
        List<LayerOrigin> lineage = new ArrayList<>();
        for (int layer = 0; layer < plan.layers().size(); layer++) {
            lineage.add(new LayerOrigin(layer, name, plan.layers().get(layer)));
        }
        return Manifest.of("upscale", config, Digests.of(checkpoint.path()))
                .withLineage(Lineage.toJson(lineage));
    }

    /** Tensors of the new model by their new names. */
    private record LayerSource(Checkpoint checkpoint, Map<String, Origin> origins)
            implements TensorSource {
        @Override
        public void readRows(
                TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
            Origin origin = origin(tensor);
            if (origin.zero()) {
                Arrays.fill(target, offset, offset + rows * tensor.rowLength(), 0);
            } else {
                checkpoint.readRows(origin.tensor(), firstRow, rows, target, offset);
            }
        }

        @Override
        public Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
            Origin origin = origin(tensor);
            return !origin.zero() && origin.tensor().type() == tensor.type()
                    ? Optional.of(checkpoint.row(origin.tensor(), row))
                    : Optional.empty();
        }

        private Origin origin(TensorInfo tensor) {
            Origin origin = origins.get(tensor.name());
            if (origin == null) {
                throw new IllegalArgumentException("no origin of " + tensor.name());
            }
            return origin;
        }
    }
}
