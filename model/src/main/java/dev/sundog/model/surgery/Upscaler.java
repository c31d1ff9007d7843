package dev.sundog.model.surgery;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.manifest.PendingDigests;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;

/**
 * Depth up-scaling: a deeper model made of a model's own layers. Stateless.
 *
 * <p>Source: Kim et al., SOLAR 10.7B (arXiv 2312.15166), section 2; copies that start as no-ops as
 * in Wu et al., LLaMA Pro (arXiv 2401.02415), section 3.1.
 */
public final class Upscaler {
    private Upscaler() {}

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
        LayeredCheckpoint deeper = new LayeredCheckpoint(checkpoint, plan, identity);
        OutputDirectory.prepare(out, false);
        List<TensorInfo> tensors = deeper.written();
        try (PendingDigests digests = PendingDigests.of(checkpoint.path())) {
            HuggingFaceWriter.write(
                    out,
                    deeper.configJson(),
                    CompanionFiles.of(checkpoint),
                    tensors,
                    deeper.source(),
                    progress);
            ObjectNode config = JsonNodeFactory.instance.objectNode();
            config.put("model", checkpoint.path().toString());
            config.put("identity", identity);
            ArrayNode layers = config.putArray("layers");
            plan.layers().forEach(layers::add);
            OutputDirectory.complete(
                    out,
                    Manifest.of("upscale", config, digests.await())
                            .withLineage(Lineage.toJson(deeper.lineage())));
        }
        return new UpscaleResult(
                plan.layers().size(),
                tensors.stream().mapToLong(TensorInfo::elementCount).sum(),
                plan.layers());
    }
}
