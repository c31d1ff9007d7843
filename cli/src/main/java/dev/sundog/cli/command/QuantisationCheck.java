package dev.sundog.cli.command;

import dev.sundog.inference.batch.ManyCompletions;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.language.DivergenceMeter;
import dev.sundog.model.language.DivergenceMeter.Divergence;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.progress.ProgressListener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Compares a quantised model with its original on a text, or on what the original itself says. */
final class QuantisationCheck {
    private static final int TEXTS = 16;
    private static final int LENGTH = 64;
    private static final int WINDOW = 256;
    private static final int MOST_WINDOWS = 16;
    private static final long SEED = 1;

    private QuantisationCheck() {}

    /**
     * Measures both models.
     *
     * @param text a file; without one, texts that the original writes at temperature 1 with a fixed
     *     seed
     */
    static Divergence run(
            CpuModel original, CpuModel changed, Optional<Path> text, ProgressListener progress) {
        List<int[]> texts =
                text.map(file -> windows(original, file))
                        .orElseGet(() -> samples(original, progress));
        return new DivergenceMeter(original, changed).measure(texts, progress);
    }

    private static List<int[]> windows(CpuModel model, Path file) {
        int[] ids = model.tokenizer().encode(TextFiles.read(file), false);
        int size = Math.min(WINDOW, model.config().contextLength());
        List<int[]> windows = new ArrayList<>();
        for (int at = 0; at < ids.length && windows.size() < MOST_WINDOWS; at += size) {
            windows.add(Arrays.copyOfRange(ids, at, Math.min(ids.length, at + size)));
        }
        return windows;
    }

    private static List<int[]> samples(CpuModel model, ProgressListener progress) {
        ModelConfig config = model.config();
        int start =
                config.bosTokenId()
                        .orElseGet(
                                () ->
                                        config.eosTokenIds().isEmpty()
                                                ? 0
                                                : config.eosTokenIds().getFirst());
        int length = Math.min(LENGTH, config.contextLength() - 1);
        List<Generation> written =
                ManyCompletions.of(
                        model,
                        Collections.nCopies(TEXTS, new int[] {start}),
                        i ->
                                new GenerationOptions(
                                        length,
                                        1,
                                        0,
                                        1,
                                        0,
                                        1,
                                        SEED * 1_000_003 + i,
                                        List.of(),
                                        true,
                                        0),
                        progress);
        List<int[]> texts = new ArrayList<>();
        for (Generation text : written) {
            int[] ids = new int[text.ids().size() + 1];
            ids[0] = start;
            for (int i = 1; i < ids.length; i++) {
                ids[i] = text.ids().get(i - 1);
            }
            texts.add(ids);
        }
        return texts;
    }
}
