package dev.sundog.model.surgery.adapter;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.FloatTypes;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one model of a base and an adapter: W + s·B·A, computed in F32 and rounded once. Stateless.
 *
 * <p>Source: Hu et al., LoRA (arXiv 2106.09685), section 4.1.
 */
public final class AdapterMerger {
    private AdapterMerger() {}

    /**
     * What merging made.
     *
     * @param tensors of the model
     * @param adapted how many of them were changed
     * @param bytes of the weight files
     */
    public record Result(int tensors, int adapted, long bytes) {}

    /**
     * Writes the merged model as a Hugging Face directory; tensors keep the base's types, a
     * quantised base becomes BF16.
     *
     * @param out a directory that does not exist, is empty or was prepared
     * @param anyName whether the base may be called otherwise than the adapter says
     * @throws SundogException (data, {@code adapter-base}) if the adapter is another model's;
     *     (user, {@code output-exists}); (resource) if it cannot be written
     */
    public static Result merge(
            Checkpoint base,
            LowRankAdapter adapter,
            Path out,
            boolean anyName,
            ProgressListener progress) {
        AdaptedCheckpoint adapted = new AdaptedCheckpoint(base, adapter, anyName);
        OutputDirectory.prepare(out, false);
        List<TensorInfo> tensors =
                base.tensors().stream()
                        .map(
                                tensor ->
                                        new TensorInfo(
                                                tensor.name(),
                                                FloatTypes.of(base, tensor),
                                                tensor.shape()))
                        .toList();
        long bytes =
                HuggingFaceWriter.write(
                        out,
                        base.configJson(),
                        CompanionFiles.of(base),
                        tensors,
                        TensorSource.of(adapted),
                        progress);
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("base", base.path().toString());
        config.put("adapter", adapter.directory().toString());
        Map<String, String> inputs = new LinkedHashMap<>(Digests.of(base.path()));
        inputs.putAll(Digests.of(adapter.directory()));
        OutputDirectory.complete(
                out,
                Manifest.of("adapter-merge", config, inputs)
                        .withLineage(Lineage.toJson(base.lineage())));
        return new Result(tensors.size(), adapter.factors().size(), bytes);
    }
}
