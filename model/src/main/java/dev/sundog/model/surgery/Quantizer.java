package dev.sundog.model.surgery;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ExpertConfig;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.GgufWriter;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.progress.ProgressListener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a checkpoint as a GGUF file of smaller numbers. Stateless.
 *
 * <p>Source: ggml's reference quantisers, see {@link dev.sundog.kernels.block}; types of the
 * tensors as {@code llama-quantize} chooses them.
 */
public final class Quantizer {
    private Quantizer() {}

    /**
     * How to quantise.
     *
     * @param preset decides the type of each tensor
     * @param pure whether every matrix gets the preset's own type
     * @param importance which columns matter
     */
    public record Options(QuantisationPreset preset, boolean pure, Importance importance) {
        /** A preset as it is. */
        public static Options of(QuantisationPreset preset) {
            return new Options(preset, false, Importance.NONE);
        }
    }

    /**
     * Quantises the matrices; norms and biases become F32.
     *
     * @param out a file, which is replaced
     * @throws dev.sundog.model.failure.SundogException (resource) if it cannot be written
     */
    public static QuantizeResult quantize(
            Checkpoint checkpoint, Path out, Options options, ProgressListener progress) {
        OutputDirectory.prepareFile(out, true);
        ModelConfig config = checkpoint.config();
        Map<String, TensorPlace> places = new HashMap<>();
        Architectures.named(config.family())
                .visit(config, place -> places.put(place.huggingFace(), place));
        TensorTypes types =
                new TensorTypes(
                        options.preset(),
                        options.pure(),
                        !options.importance().isEmpty(),
                        new TensorTypes.Shape(
                                config.layerCount(),
                                config.headCount() / config.keyValueHeadCount(),
                                config.feedForward().experts().map(ExpertConfig::count).orElse(0),
                                config.tiedEmbeddings()));
        List<TensorInfo> tensors = new ArrayList<>();
        List<String> fallbacks = new ArrayList<>();
        for (TensorInfo tensor : checkpoint.tensors()) {
            TensorPlace place = Objects.requireNonNull(places.get(tensor.name()));
            ElementType type = types.of(place.gguf(), tensor.shape());
            tensors.add(new TensorInfo(tensor.name(), type, tensor.shape()));
            boolean fits = tensor.rowLength() % options.preset().type().blockSize() == 0;
            if (!fits && tensor.shape().size() > 1 && type != ElementType.F32) {
                fallbacks.add(tensor.name());
            }
        }
        MeasuredSource source = new MeasuredSource(checkpoint, places, options.importance());
        Map<String, Object> metadata = metadata(options);
        metadata.putAll(checkpoint.ggufVocabulary());
        boolean known = !checkpoint.ggufVocabulary().isEmpty();
        long bytes =
                GgufWriter.write(
                        out,
                        checkpoint.configJson(),
                        known ? Map.of() : CompanionFiles.of(checkpoint),
                        tensors,
                        source,
                        checkpoint.lineage(),
                        metadata,
                        progress);
        return new QuantizeResult(bytes, source.relativeError(), fallbacks);
    }

    private static Map<String, Object> metadata(Options options) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("general.file_type", options.preset().fileType());
        if (!options.importance().isEmpty()) {
            List<String> sources = options.importance().sources();
            if (!sources.isEmpty()) {
                metadata.put("quantize.imatrix.dataset", String.join(", ", sources));
            }
        }
        return metadata;
    }
}
