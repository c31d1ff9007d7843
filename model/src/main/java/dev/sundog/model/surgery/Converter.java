package dev.sundog.model.surgery;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.GgufWriter;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.manifest.PendingDigests;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Rewrites a checkpoint in another format or float type. Stateless. */
public final class Converter {
    private Converter() {}

    /**
     * Writes {@code checkpoint} to {@code out}.
     *
     * @param out a directory that does not exist, is empty or was prepared; for GGUF a file, which
     *     is replaced
     * @param type F32, F16 or BF16 for all tensors; by default each keeps its own, and all become
     *     BF16 if the checkpoint is quantised. Vectors in a GGUF file are always F32
     * @return bytes of the weights written
     * @throws SundogException (user, {@code convert-type}) if the type is quantised; (user, {@code
     *     output-exists}); (resource) if it cannot be written
     */
    public static long convert(
            Checkpoint checkpoint,
            Path out,
            CheckpointFormat format,
            Optional<ElementType> type,
            ProgressListener progress) {
        if (type.isPresent() && !type.get().isFloat()) {
            throw SundogException.user(
                    "convert-type",
                    "--type %s, expected F32, F16 or BF16; use quantize for quantised types"
                            .formatted(type.get()));
        }
        List<TensorInfo> tensors =
                checkpoint.tensors().stream()
                        .map(
                                tensor ->
                                        new TensorInfo(
                                                tensor.name(),
                                                type.orElseGet(
                                                        () -> FloatTypes.of(checkpoint, tensor)),
                                                tensor.shape()))
                        .toList();
        return switch (format) {
            case HF -> toDirectory(checkpoint, out, type, tensors, progress);
            case GGUF -> {
                OutputDirectory.prepareFile(out, true);
                yield GgufWriter.write(
                        out,
                        checkpoint.configJson(),
                        CompanionFiles.of(checkpoint),
                        tensors,
                        TensorSource.of(checkpoint),
                        checkpoint.lineage(),
                        progress);
            }
        };
    }

    private static long toDirectory(
            Checkpoint checkpoint,
            Path out,
            Optional<ElementType> type,
            List<TensorInfo> tensors,
            ProgressListener progress) {
        OutputDirectory.prepare(out, false);
        try (PendingDigests digests = PendingDigests.of(checkpoint.path())) {
            long bytes =
                    HuggingFaceWriter.write(
                            out,
                            checkpoint.configJson(),
                            CompanionFiles.of(checkpoint),
                            tensors,
                            TensorSource.of(checkpoint),
                            progress);
            ObjectNode config = JsonNodeFactory.instance.objectNode();
            config.put("model", checkpoint.path().toString());
            config.put("type", type.map(ElementType::name).orElse("source"));
            OutputDirectory.complete(
                    out,
                    Manifest.of("convert", config, digests.await())
                            .withLineage(Lineage.toJson(checkpoint.lineage())));
            return bytes;
        }
    }
}
