package dev.sundog.model.surgery;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.GgufWriter;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.progress.ProgressListener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a checkpoint as a GGUF file of smaller numbers, rounded to nearest. Stateless.
 *
 * <p>Source: ggml's reference quantisers, see {@link dev.sundog.kernels.block}.
 */
public final class Quantizer {
    private Quantizer() {}

    /**
     * Quantises the embedding and every matrix; norms and biases become F32.
     *
     * @param out a file, which is replaced
     * @param type a type that can be encoded
     * @throws SundogException (user, {@code quantize-type}) naming the types that can be encoded;
     *     (resource) if it cannot be written
     */
    public static QuantizeResult quantize(
            Checkpoint checkpoint, Path out, ElementType type, ProgressListener progress) {
        if (!BlockCodec.canEncode(type)) {
            throw SundogException.user(
                    "quantize-type",
                    "--type %s is only read, expected one of %s; choose one of these"
                            .formatted(
                                    type,
                                    Arrays.stream(ElementType.values())
                                            .filter(BlockCodec::canEncode)
                                            .map(ElementType::name)
                                            .collect(Collectors.joining(", "))));
        }
        OutputDirectory.prepareFile(out, true);
        List<TensorInfo> tensors = new ArrayList<>();
        List<TensorInfo> quantised = new ArrayList<>();
        List<String> fallbacks = new ArrayList<>();
        for (TensorInfo tensor : checkpoint.tensors()) {
            boolean vector = tensor.shape().size() == 1;
            boolean fits = tensor.rowLength() % type.blockSize() == 0;
            ElementType written = vector ? ElementType.F32 : fits ? type : ElementType.F16;
            tensors.add(new TensorInfo(tensor.name(), written, tensor.shape()));
            if (!vector && fits) {
                quantised.add(tensor);
            } else if (!vector) {
                fallbacks.add(tensor.name());
            }
        }
        long bytes =
                GgufWriter.write(
                        out,
                        checkpoint.configJson(),
                        CompanionFiles.of(checkpoint),
                        tensors,
                        TensorSource.of(checkpoint),
                        checkpoint.lineage(),
                        progress);
        try (Checkpoint written = Checkpoints.open(out)) {
            Difference difference = Difference.NONE;
            for (TensorInfo tensor : quantised) {
                difference =
                        difference.plus(
                                Difference.between(
                                        checkpoint,
                                        tensor,
                                        written,
                                        written.tensor(tensor.name())));
            }
            return new QuantizeResult(bytes, difference.relative(), fallbacks);
        }
    }
}
