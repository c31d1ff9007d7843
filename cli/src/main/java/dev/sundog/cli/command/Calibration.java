package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.ObservedKernels;
import dev.sundog.kernels.parallel.ProcessorCores;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ExpertConfig;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.ImportanceFiles;
import dev.sundog.model.checkpoint.ImportanceMatrix;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.ActivationSums;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where importance comes from: a file of it, or a text that the model itself reads. */
final class Calibration {
    /** Tokens of a window, as llama-imatrix has it. */
    private static final int WINDOW = 512;

    private Calibration() {}

    /**
     * The importance in {@code file}, or measured on it as a text.
     *
     * @param model a MODEL, opened only if it has to read
     */
    static ImportanceMatrix of(Path file, String model, ProgressListener progress) {
        return ImportanceFiles.isOne(file)
                ? ImportanceFiles.read(file)
                : measured(Models.checkpoint(model), file, progress);
    }

    private static ImportanceMatrix measured(
            Checkpoint checkpoint, Path file, ProgressListener progress) {
        Map<String, TensorPlace> places = new ConcurrentHashMap<>();
        int[] experts = {1};
        ActivationSums sums = new ActivationSums();
        var kernels =
                ObservedKernels.of(
                        KernelProvider.active(),
                        (matrices, x, count, columns) -> {
                            for (String matrix : matrices) {
                                TensorPlace place = places.get(matrix);
                                if (place != null) {
                                    boolean alone = place.expert() < 0;
                                    sums.add(
                                            place.gguf(),
                                            Math.max(0, place.expert()),
                                            alone ? 1 : experts[0],
                                            x,
                                            count,
                                            columns);
                                }
                            }
                        });
        EngineOptions options = new EngineOptions(ProcessorCores.physical(), kernels, progress);
        try (CpuModel engine = CpuModel.open(checkpoint, options)) {
            ModelConfig config = engine.config();
            experts[0] = config.feedForward().experts().map(ExpertConfig::count).orElse(1);
            // as llama-imatrix: the matrices of the layers, not the output
            Architectures.named(config.family())
                    .visit(
                            config,
                            place -> {
                                if (place.gguf().startsWith("blk.")) {
                                    places.put(place.huggingFace(), place);
                                }
                            });
            int[] ids = engine.tokenizer().encode(TextFiles.read(file), false);
            if (ids.length == 0) {
                throw SundogException.data(
                        "text-too-short", file + " is empty; give a text to calibrate on");
            }
            int size = Math.min(WINDOW, config.contextLength());
            int windows = Math.ceilDiv(ids.length, size);
            try (Session session = engine.openSession(size)) {
                for (int w = 0; w < windows; w++) {
                    progress.onProgress("calibrate", w, windows);
                    session.rollBack(0);
                    int end = Math.min(ids.length, (w + 1) * size);
                    session.append(Arrays.copyOfRange(ids, w * size, end));
                }
            }
            progress.onProgress("calibrate", windows, windows);
            return sums.toMatrix(file.getFileName().toString(), windows, size);
        }
    }
}
