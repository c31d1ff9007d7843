package dev.sundog.cli.command;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.LayerPlan;
import dev.sundog.model.surgery.LayeredCheckpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The perplexity of every up-scaled model right after the cut, by how many layers are dropped at
 * the seam. Nothing is written: the layers are run in their new order.
 *
 * @param base its own perplexity
 * @param seams by m, which grows
 */
record SeamSearch(double base, List<Seam> seams) {
    private static final int BAR = 40;

    /**
     * One up-scaled model.
     *
     * @param drop m
     * @param layers 2(n−m)
     */
    record Seam(int drop, int layers, double perplexity) {}

    /**
     * Measures all m that give more layers than there are.
     *
     * @param identity whether copies do nothing
     */
    static SeamSearch measure(
            Checkpoint checkpoint, boolean identity, ProbeTexts probe, ProgressListener progress) {
        int layers = checkpoint.config().layerCount();
        List<int[]> texts;
        double base;
        LayerPlan same = LayerPlan.slices(layers, List.of(new LayerPlan.Slice(0, layers)));
        try (CpuModel model = open(checkpoint, same, false)) {
            texts = probe.of(model, progress);
            base = perplexity(model, texts);
        }
        List<Seam> seams = new ArrayList<>();
        int most = (layers - 1) / 2;
        for (int drop = 0; drop <= most; drop++) {
            progress.onProgress("seam", drop, most + 1L);
            LayerPlan plan = LayerPlan.solar(layers, drop);
            try (CpuModel model = open(checkpoint, plan, identity)) {
                seams.add(new Seam(drop, plan.layers().size(), perplexity(model, texts)));
            }
        }
        progress.onProgress("seam", most + 1L, most + 1L);
        return new SeamSearch(base, seams);
    }

    private static CpuModel open(Checkpoint checkpoint, LayerPlan plan, boolean identity) {
        return CpuModel.open(
                new LayeredCheckpoint(checkpoint, plan, identity), EngineOptions.defaults());
    }

    private static double perplexity(LocalModel model, List<int[]> texts) {
        Kernels kernels = KernelProvider.active();
        double[] sum = {0};
        long count = 0;
        for (int[] text : texts) {
            int[] input = Arrays.copyOf(text, text.length - 1);
            try (Session session = model.openSession(input.length)) {
                session.appendAll(
                        input,
                        input.length,
                        (index, logits) ->
                                sum[0] +=
                                        kernels.logSumExp(logits, 0, logits.length)
                                                - logits[text[index + 1]]);
            }
            count += input.length;
        }
        return Math.exp(sum[0] / count);
    }

    /** The one with the lowest perplexity; of equal ones the first. */
    Seam best() {
        return seams.stream().min(Comparator.comparingDouble(Seam::perplexity)).orElseThrow();
    }

    /** A table with bars, whose length is that of the logarithm over the base's. */
    List<String> table() {
        double longest =
                seams.stream().mapToDouble(seam -> excess(seam.perplexity())).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "   m  layers    perplexity  (base %.3f)", base));
        for (Seam seam : seams) {
            int length =
                    longest > 0 ? (int) Math.round(BAR * excess(seam.perplexity()) / longest) : 0;
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%4d %7d %13.3f  %s%s",
                            seam.drop(),
                            seam.layers(),
                            seam.perplexity(),
                            "#".repeat(length),
                            seam.equals(best()) ? " best" : ""));
        }
        return lines;
    }

    private double excess(double perplexity) {
        double excess = Math.log(perplexity / base);
        return Double.isFinite(excess) ? Math.max(0, excess) : 0;
    }
}
