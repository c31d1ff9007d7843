package dev.sundog.evaluation.report;

import dev.sundog.evaluation.report.StageReport.LayerDrift;
import dev.sundog.model.checkpoint.LayerOrigin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Pictures of layers: where each came from, and how far it moved. */
final class LayerPictures {
    private LayerPictures() {}

    /** Base layers above, the model's layers below, a line from each to its origin. */
    static void lineage(Markup page, StageReport stage) {
        List<LayerOrigin> lineage = stage.lineage();
        String description =
                lineage.stream()
                        .map(origin -> origin.layer() + " from " + origin.fromLayer())
                        .collect(Collectors.joining(", ", "Layer ", "."));
        Plot.both(
                page,
                Plot.FULL,
                width ->
                        Plot.draw(
                                "lineage-" + stage.id(),
                                "Lineage of " + stage.name(),
                                description,
                                width,
                                190,
                                plot -> lineage(plot, lineage)));
    }

    private static void lineage(Plot plot, List<LayerOrigin> lineage) {
        int bases = lineage.stream().mapToInt(LayerOrigin::fromLayer).max().orElse(0) + 1;
        int layers = lineage.size();
        double left = 8;
        double right = plot.width() - 8;
        double cell = (right - left) / Math.max(bases, layers);
        double baseLeft = left + (right - left - bases * cell) / 2;
        double ownLeft = left + (right - left - layers * cell) / 2;
        plot.text(left, 14, "axis", "layers of " + lineage.getFirst().from());
        plot.text(left, 186, "axis", "layers of the model");
        Set<Integer> seen = new HashSet<>();
        for (LayerOrigin origin : lineage) {
            boolean copy = !seen.add(origin.fromLayer());
            double top = baseLeft + (origin.fromLayer() + 0.5) * cell;
            double bottom = ownLeft + (origin.layer() + 0.5) * cell;
            plot.path(
                    copy ? "link copy" : "link",
                    "M%s 50C%s 95 %s 90 %s 138"
                            .formatted(
                                    Numbers.coordinate(top),
                                    Numbers.coordinate(top),
                                    Numbers.coordinate(bottom),
                                    Numbers.coordinate(bottom)));
        }
        for (int base = 0; base < bases; base++) {
            cell(plot, "cell", baseLeft + base * cell, 24, cell, base, "base layer " + base);
        }
        seen.clear();
        for (LayerOrigin origin : lineage) {
            boolean copy = !seen.add(origin.fromLayer());
            String tip =
                    "layer %d, from layer %d of %s"
                            .formatted(origin.layer(), origin.fromLayer(), origin.from());
            cell(
                    plot,
                    copy ? "cell copy" : "cell",
                    ownLeft + origin.layer() * cell,
                    138,
                    cell,
                    origin.layer(),
                    tip);
        }
    }

    private static void cell(
            Plot plot, String style, double x, double y, double width, int number, String tip) {
        double gap = Math.min(3, width * 0.12);
        plot.box(style, x + gap / 2, y, width - gap, 26, Math.min(5, width / 4), tip);
        int every = width >= 19 ? 1 : width >= 9 ? 4 : 8;
        if (number % every == 0) {
            plot.text(
                    x + width / 2,
                    y + 17.5,
                    style.contains("copy") ? "celltext on" : "celltext",
                    String.valueOf(number));
        }
    }

    /** A bar a layer: how far it moved from the layer it came from. */
    static void drift(Markup page, StageReport stage) {
        List<LayerDrift> drift = stage.drift();
        String description =
                drift.stream()
                        .map(
                                layer ->
                                        "layer %d %s"
                                                .formatted(
                                                        layer.layer(),
                                                        Numbers.percent(layer.relativeFrobenius())))
                        .collect(Collectors.joining(", ", "Relative change: ", "."));
        Plot.both(
                page,
                Plot.FULL,
                width ->
                        Plot.draw(
                                "drift-" + stage.id(),
                                "Drift of " + stage.name(),
                                description,
                                width,
                                256,
                                plot -> drift(plot, drift)));
    }

    private static void drift(Plot plot, List<LayerDrift> drift) {
        double max = drift.stream().mapToDouble(LayerDrift::relativeFrobenius).max().orElse(0);
        Axis y = Axis.linear(0, Math.max(max, 1e-6), plot.bottom(), plot.top());
        plot.vertical(y, "change ‖W − W₀‖ / ‖W₀‖, %", true);
        plot.line("rule", plot.left(), plot.bottom(), plot.right(), plot.bottom());
        plot.horizontalLabel("layer");
        double cell = (plot.right() - plot.left()) / drift.size();
        int every = cell >= 20 ? 1 : cell >= 9 ? 4 : 8;
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < drift.size(); i++) {
            LayerDrift layer = drift.get(i);
            boolean copy = !seen.add(layer.fromLayer());
            double x = plot.left() + i * cell;
            double top = y.at(layer.relativeFrobenius());
            double gap = Math.min(8, cell * 0.25);
            plot.box(
                    copy ? "bar copy" : "bar",
                    x + gap / 2,
                    top,
                    cell - gap,
                    Math.max(0.5, plot.bottom() - top),
                    Math.min(2, cell / 6),
                    "layer %d (from %d): %s, cosine %s"
                            .formatted(
                                    layer.layer(),
                                    layer.fromLayer(),
                                    Numbers.percent(layer.relativeFrobenius()),
                                    Numbers.significant(layer.cosine())));
            if (layer.layer() % every == 0) {
                plot.text(
                        x + cell / 2,
                        plot.bottom() + 17,
                        "tick mid",
                        String.valueOf(layer.layer()));
            }
        }
    }
}
