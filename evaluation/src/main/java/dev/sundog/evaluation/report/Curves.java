package dev.sundog.evaluation.report;

import dev.sundog.evaluation.report.LineReport.RecoveryCurve;
import dev.sundog.evaluation.report.LineReport.RecoveryPoint;
import dev.sundog.evaluation.report.StageReport.LossPoint;
import dev.sundog.evaluation.report.StageReport.RewardPoint;
import dev.sundog.evaluation.statistics.Estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Curves of a line: loss by step, and recovery along the stages. */
final class Curves {
    private static final double HEIGHT = 300;
    private static final int MOST_POINTS = 600;

    private Curves() {}

    /** The loss of a training stage, each step and smoothed. */
    static void loss(Markup page, StageReport stage, int wide) {
        series(
                page,
                new Series(
                        "loss-" + stage.id(),
                        "Loss of " + stage.name(),
                        "loss (nats a token)",
                        "blue",
                        stage.losses()),
                wide);
    }

    /** The reward margin of an alignment stage, each step and smoothed. */
    static void margin(Markup page, StageReport stage) {
        series(
                page,
                new Series(
                        "margin-" + stage.id(),
                        "Reward margin of " + stage.name(),
                        "reward, chosen − rejected",
                        "teal",
                        points(stage, RewardPoint::margin)),
                Plot.WIDE);
    }

    /** The reward accuracy of an alignment stage, each step and smoothed. */
    static void accuracy(Markup page, StageReport stage) {
        series(
                page,
                new Series(
                        "accuracy-" + stage.id(),
                        "Reward accuracy of " + stage.name(),
                        "share of pairs",
                        "teal",
                        points(stage, RewardPoint::accuracy)),
                Plot.WIDE);
    }

    private static List<LossPoint> points(
            StageReport stage, ToDoubleFunction<RewardPoint> measure) {
        return stage.rewards().stream()
                .map(point -> new LossPoint(point.step(), measure.applyAsDouble(point)))
                .toList();
    }

    /** Something measured at every step. */
    private record Series(
            String id, String title, String label, String colour, List<LossPoint> points) {}

    private static void series(Markup page, Series series, int wide) {
        LossPoint first = series.points().getFirst();
        LossPoint last = series.points().getLast();
        String description =
                "%s, %s: %s at step %d, %s at step %d, %d steps shown."
                        .formatted(
                                series.title(),
                                series.label(),
                                Numbers.significant(first.loss()),
                                first.step(),
                                Numbers.significant(last.loss()),
                                last.step(),
                                series.points().size());
        Plot.both(
                page,
                wide,
                width ->
                        Plot.draw(
                                series.id(),
                                series.title(),
                                description,
                                width,
                                HEIGHT,
                                plot -> series(plot, series)));
    }

    private static void series(Plot plot, Series series) {
        List<LossPoint> losses = series.points();
        double min = losses.stream().mapToDouble(LossPoint::loss).min().orElse(0);
        double max = losses.stream().mapToDouble(LossPoint::loss).max().orElse(1);
        Axis y = Axis.linear(min, max, plot.bottom(), plot.top());
        long from = losses.getFirst().step();
        long to = Math.max(from + 1, losses.getLast().step());
        Axis x = new Axis(from, to, plot.left(), plot.right(), false);
        plot.vertical(y, series.label(), false);
        plot.horizontal(x, "step");
        List<double[]> raw = new ArrayList<>();
        List<double[]> smooth = new ArrayList<>();
        int stride = Math.max(1, losses.size() / MOST_POINTS);
        double[] means = smoothed(losses, Math.max(1, losses.size() / 40));
        for (int i = 0; i < losses.size(); i++) {
            LossPoint point = losses.get(i);
            if (i % stride == 0 || i == losses.size() - 1) {
                raw.add(new double[] {x.at(point.step()), y.at(point.loss())});
                smooth.add(new double[] {x.at(point.step()), y.at(means[i])});
            }
        }
        plot.path("curve raw", Plot.through(raw));
        plot.path("curve " + series.colour(), Plot.through(smooth));
    }

    /** The mean of each step and {@code reach} steps on either side, fewer at the ends. */
    private static double[] smoothed(List<LossPoint> losses, int reach) {
        double[] sums = new double[losses.size() + 1];
        for (int i = 0; i < losses.size(); i++) {
            sums[i + 1] = sums[i] + losses.get(i).loss();
        }
        double[] means = new double[losses.size()];
        for (int i = 0; i < means.length; i++) {
            int side = Math.min(reach, Math.min(i, means.length - 1 - i));
            means[i] = (sums[i + side + 1] - sums[i - side]) / (2 * side + 1);
        }
        return means;
    }

    /** Perplexity on the base's own text along the line, the base as a dashed line. */
    static void perplexity(Markup page, RecoveryCurve curve) {
        recovery(
                page,
                curve,
                new Measure(
                        "recovery-perplexity",
                        "Perplexity on text of the base",
                        "perplexity",
                        RecoveryPoint::perplexity,
                        curve.basePerplexity().value(),
                        "base " + Numbers.significant(curve.basePerplexity().value()),
                        "blue"));
    }

    /** Divergence from the base along the line, the base as a dashed line at zero. */
    static void divergence(Markup page, RecoveryCurve curve) {
        recovery(
                page,
                curve,
                new Measure(
                        "recovery-divergence",
                        "Divergence from the base",
                        "KL(base ‖ model), nats a token",
                        RecoveryPoint::divergence,
                        0,
                        "base 0",
                        "teal"));
    }

    /** What a recovery chart shows. */
    private record Measure(
            String id,
            String title,
            String label,
            Function<RecoveryPoint, Estimate> value,
            double base,
            String baseLabel,
            String colour) {}

    private static void recovery(Markup page, RecoveryCurve curve, Measure measure) {
        StringBuilder description = new StringBuilder(measure.title()).append(": ");
        description.append(measure.baseLabel());
        for (RecoveryPoint point : curve.points()) {
            description.append("; ").append(name(point)).append(' ');
            description.append(Numbers.significant(measure.value().apply(point).value()));
        }
        Plot.both(
                page,
                Plot.WIDE,
                width ->
                        Plot.draw(
                                measure.id(),
                                measure.title(),
                                description.toString(),
                                width,
                                HEIGHT,
                                plot -> recovery(plot, curve.points(), measure)));
    }

    private static void recovery(Plot plot, List<RecoveryPoint> points, Measure measure) {
        Axis y = axis(plot, points, measure);
        plot.vertical(y, measure.label() + (y.logarithmic() ? " (log scale)" : ""), false);
        plot.line("rule", plot.left(), plot.bottom(), plot.right(), plot.bottom());
        double base = y.at(measure.base());
        plot.line("base", plot.left(), base, plot.right(), base);
        plot.text(plot.left() + 5, base - 6, "tick baseword", measure.baseLabel());
        double step = (plot.right() - plot.left() - 70) / Math.max(1, points.size() - 1);
        List<double[]> line = new ArrayList<>();
        for (RecoveryPoint point : points) {
            Estimate estimate = measure.value().apply(point);
            double x = plot.left() + 35 + line.size() * step;
            line.add(new double[] {x, y.at(estimate.value())});
            if (estimate.interval().isKnown()) {
                plot.line(
                        "whisker " + measure.colour(),
                        x,
                        y.at(estimate.low()),
                        x,
                        y.at(estimate.high()));
            }
        }
        plot.path("curve " + measure.colour(), Plot.through(line));
        for (int i = 0; i < points.size(); i++) {
            Estimate estimate = measure.value().apply(points.get(i));
            plot.circle(
                    "dot " + measure.colour(),
                    line.get(i)[0],
                    line.get(i)[1],
                    3.5,
                    name(points.get(i)) + ": " + withInterval(estimate));
        }
        stageLabels(plot, points, line);
        valueAtEnds(plot, points, measure, line);
    }

    /** Labels of the points in one row where there is room, names of the stages in a second. */
    private static void stageLabels(Plot plot, List<RecoveryPoint> points, List<double[]> line) {
        double free = 0;
        double freeStage = 0;
        for (int first = 0; first < points.size(); ) {
            int last = first;
            while (last + 1 < points.size()
                    && points.get(last + 1).stage().equals(points.get(first).stage())) {
                last++;
            }
            for (int i = first; i <= last; i++) {
                String label = points.get(i).label();
                double half = label.length() * 3.3;
                if (!label.isEmpty() && line.get(i)[0] - half >= free) {
                    plot.text(line.get(i)[0], plot.bottom() + 17, "tick mid", label);
                    free = line.get(i)[0] + half + 9;
                }
            }
            String stage = points.get(first).stage();
            double middle = (line.get(first)[0] + line.get(last)[0]) / 2;
            double half = stage.length() * 3.5;
            if (middle - half >= freeStage) {
                plot.text(middle, plot.bottom() + 36, "axis mid", stage);
                freeStage = middle + half + 6;
            }
            first = last + 1;
        }
    }

    private static void valueAtEnds(
            Plot plot, List<RecoveryPoint> points, Measure measure, List<double[]> line) {
        List<Integer> ends = points.size() > 1 ? List.of(0, points.size() - 1) : List.of(0);
        for (int i : ends) {
            double value = measure.value().apply(points.get(i)).value();
            double y = line.get(i)[1];
            double above = y - 12 < plot.top() + 4 ? y + 4 : y - 12;
            double x = line.get(i)[0];
            boolean beside = above > y;
            plot.text(
                    beside ? x + 9 : x,
                    above,
                    (beside ? "value " : "value mid ") + measure.colour(),
                    Numbers.significant(value));
        }
    }

    private static Axis axis(Plot plot, List<RecoveryPoint> points, Measure measure) {
        double min = measure.base();
        double max = measure.base();
        for (RecoveryPoint point : points) {
            Estimate estimate = measure.value().apply(point);
            boolean known = estimate.interval().isKnown();
            min = Math.min(min, known ? estimate.low() : estimate.value());
            max = Math.max(max, known ? estimate.high() : estimate.value());
        }
        return min > 0 && max / min > 6
                ? Axis.logarithmic(min, max, plot.bottom(), plot.top())
                : Axis.linear(min, max, plot.bottom(), plot.top());
    }

    private static String name(RecoveryPoint point) {
        return point.label().isEmpty() ? point.stage() : point.stage() + ", " + point.label();
    }

    static String withInterval(Estimate estimate) {
        String value = Numbers.significant(estimate.value());
        return estimate.interval().isKnown()
                ? "%s (%s–%s)"
                        .formatted(
                                value,
                                Numbers.significant(estimate.low()),
                                Numbers.significant(estimate.high()))
                : value;
    }
}
