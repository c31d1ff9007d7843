package dev.sundog.evaluation.report;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.metric.Outcome;
import dev.sundog.evaluation.report.LineReport.Effect;
import dev.sundog.evaluation.report.LineReport.NextStep;
import dev.sundog.evaluation.report.LineReport.RecoveryCurve;
import dev.sundog.evaluation.report.LineReport.RecoveryPoint;
import dev.sundog.evaluation.report.StageReport.LayerDrift;
import dev.sundog.evaluation.report.StageReport.LossPoint;
import dev.sundog.evaluation.report.StageReport.RewardPoint;
import dev.sundog.evaluation.report.StageReport.Speed;
import dev.sundog.evaluation.report.StageReport.TaskScore;
import dev.sundog.evaluation.report.StageReport.TextSample;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.evaluation.task.Comparison;
import dev.sundog.evaluation.task.Sample;
import dev.sundog.evaluation.task.TaskKind;
import dev.sundog.evaluation.task.TaskResult;
import dev.sundog.model.checkpoint.LayerOrigin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A line as a build would report it, with invented numbers from a seed. */
public final class ExampleLine {
    private static final int[] ORIGINS = {0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 7};
    private static final String[] TASKS = {
        "facts-en", "facts-ko", "facts-ja", "two-hop-en", "completions-ko", "unseen-people-ja"
    };

    private static final String RECIPE =
            """
            # solar-pico: depth up-scaling, then continued pre-training <script>alert(1)</script>
            name: solar-pico
            seed: 7
            stages:
              - {id: 00-base, kind: base, model: pico-base}
              - {id: 10-upscale, kind: upscale, drop: 2}
              - id: 20-pretrain
                kind: pretrain
                data: [world/train.jsonl]
                steps: 400
                optimizer: {name: adamw, learningRate: 6.0e-4, betas: [0.9, 0.95]}
              - {id: 60-quantize, kind: quantize, type: Q8_0}
            """;

    private ExampleLine() {}

    /** A line of four stages, with everything measured. */
    public static LineReport report() {
        double[] skill = {0.42, 0.30, 0.66, 0.65};
        List<List<TaskResult>> results = new ArrayList<>();
        for (double level : skill) {
            results.add(tasks(level));
        }
        List<StageReport> stages =
                List.of(
                        stage("00-base", "pico-base", "base", 0, 8, 2_912_000L, results, 0),
                        stage("10-upscale", "Up-scale", "upscale", 1.2, 12, 4_105_000L, results, 1),
                        stage(
                                "20-pretrain",
                                "Pre-train",
                                "pretrain",
                                212,
                                12,
                                4_105_000L,
                                results,
                                2),
                        stage(
                                "60-quantize",
                                "Quantise",
                                "quantize",
                                0.8,
                                12,
                                4_105_000L,
                                results,
                                3));
        return new LineReport(
                "solar-pico",
                Instant.parse("2026-03-14T09:26:53Z"),
                "2 cores, x86-64 with AVX2, 24 GB, JDK 25",
                stages,
                compare(results.get(0), results.get(3)),
                effects(),
                Optional.of(recovery()),
                List.of(
                        new NextStep("./sundog chat runs/solar-pico/model.gguf", "talk to it"),
                        new NextStep("./sundog serve runs/solar-pico/model.gguf", "serve it"),
                        new NextStep(
                                "./sundog drift pico-base runs/solar-pico/model --json",
                                "see what moved")),
                RECIPE);
    }

    private static StageReport stage(
            String id,
            String name,
            String kind,
            double seconds,
            int layers,
            long parameters,
            List<List<TaskResult>> results,
            int number) {
        boolean trained = kind.equals("pretrain");
        boolean moved = number >= 1;
        return new StageReport(
                id,
                name,
                kind,
                seconds,
                parameters,
                layers,
                parameters * (number == 3 ? 17 : 64) / 16,
                trained ? Optional.of(2840.0) : Optional.empty(),
                number == 3 || number == 0
                        ? Optional.of(new Speed(5120 - 300.0 * number, 1210))
                        : Optional.empty(),
                trained ? losses() : List.of(),
                trained ? rewards() : List.of(),
                results.get(number).stream().map(TaskScore::of).toList(),
                number == 0 ? List.of() : compare(results.get(number - 1), results.get(number)),
                samples(number),
                number == 0 ? List.of() : samples(number).subList(0, 1),
                moved ? lineage() : List.of(),
                number >= 2 ? drift() : List.of());
    }

    /** Invented results; the higher the level, the better. */
    static List<TaskResult> tasks(double level) {
        List<TaskResult> results = new ArrayList<>();
        for (int t = 0; t < TASKS.length; t++) {
            SplittableRandom random = new SplittableRandom(100 + t);
            List<Sample> samples = new ArrayList<>();
            double ease = t == 5 ? 0.5 : level + 0.03 * t;
            for (int i = 0; i < 120; i++) {
                int gold = random.nextDouble() < ease ? 0 : 1;
                samples.add(
                        sample(i, new Outcome.Choice(List.of(-1.0, -2.0), List.of(5, 5), gold)));
            }
            List<Sample> aligned = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
                Outcome.Choice choice = (Outcome.Choice) samples.get(i).outcome();
                List<Double> scores =
                        choice.gold() == 0 ? List.of(-1.0, -2.0) : List.of(-2.0, -1.0);
                aligned.add(sample(i, new Outcome.Choice(scores, List.of(5, 5), 0)));
            }
            results.add(
                    new TaskResult(
                            TASKS[t],
                            TaskKind.MULTIPLE_CHOICE,
                            TASKS[t].substring(TASKS[t].lastIndexOf('-') + 1),
                            List.of(Metric.ACC),
                            1,
                            aligned));
        }
        List<Sample> texts = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 60; i++) {
            double loss = 2.6 - 1.6 * level + 0.4 * random.nextDouble();
            texts.add(sample(i, new Outcome.Likelihood(-loss * 90, 90, 300, false)));
        }
        results.add(
                new TaskResult(
                        "world-heldout",
                        TaskKind.PERPLEXITY,
                        "mul",
                        List.of(Metric.PERPLEXITY, Metric.BYTE_PERPLEXITY),
                        1,
                        texts));
        return results;
    }

    private static Sample sample(int number, Outcome outcome) {
        return new Sample(String.valueOf(number), Optional.empty(), "", outcome);
    }

    private static List<Comparison> compare(List<TaskResult> before, List<TaskResult> after) {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            comparisons.addAll(Comparison.of(before.get(i), after.get(i)));
        }
        return comparisons;
    }

    private static List<LossPoint> losses() {
        SplittableRandom random = new SplittableRandom(4);
        List<LossPoint> losses = new ArrayList<>();
        for (int step = 1; step <= 400; step++) {
            double loss = 1.42 + 1.9 * Math.exp(-step / 45.0) + 0.22 * (random.nextDouble() - 0.5);
            losses.add(new LossPoint(step, loss));
        }
        return losses;
    }

    private static List<Effect> effects() {
        return List.of(
                new Effect(
                        "Up-scale",
                        "perplexity on the base's text",
                        "worse",
                        "4.1",
                        "5.9 (5.5–6.4)",
                        Verdict.WORSE,
                        true),
                new Effect(
                        "Pre-train",
                        "world-facts-en <acc>",
                        "better",
                        "30 %",
                        "32 % (25–41)",
                        Verdict.TIED,
                        false));
    }

    private static List<RewardPoint> rewards() {
        List<RewardPoint> rewards = new ArrayList<>();
        for (int step = 1; step <= 60; step++) {
            rewards.add(new RewardPoint(step, step / 50.0, 0.5 + step / 130.0));
        }
        return rewards;
    }

    private static RecoveryCurve recovery() {
        List<RecoveryPoint> points = new ArrayList<>();
        points.add(point("Up-scale", "", 38.4, 1.31));
        points.add(point("Pre-train", "step 50", 19.2, 0.62));
        points.add(point("Pre-train", "step 100", 15.1, 0.38));
        points.add(point("Pre-train", "step 200", 13.4, 0.26));
        points.add(point("Pre-train", "step 300", 12.6, 0.21));
        points.add(point("Pre-train", "step 400", 12.3, 0.19));
        points.add(point("Quantise", "", 12.4, 0.195));
        return new RecoveryCurve(new Estimate(10.6, 10.1, 11.2, 64), points);
    }

    private static RecoveryPoint point(
            String stage, String label, double perplexity, double divergence) {
        return new RecoveryPoint(
                stage,
                label,
                new Estimate(perplexity, perplexity * 0.94, perplexity * 1.07, 64),
                new Estimate(divergence, divergence * 0.92, divergence * 1.09, 64));
    }

    private static List<LayerOrigin> lineage() {
        List<LayerOrigin> origins = new ArrayList<>();
        for (int i = 0; i < ORIGINS.length; i++) {
            origins.add(new LayerOrigin(i, "pico-base", ORIGINS[i]));
        }
        return origins;
    }

    private static List<LayerDrift> drift() {
        List<LayerDrift> drift = new ArrayList<>();
        for (int i = 0; i < ORIGINS.length; i++) {
            double change = 0.04 + 0.02 * Math.sin(i * 0.9) + (i > 4 && i < 9 ? 0.05 : 0);
            drift.add(new LayerDrift(i, ORIGINS[i], change, 1 - change * change / 2));
        }
        return drift;
    }

    private static List<TextSample> samples(int stage) {
        String[][] outputs = {
            {
                "a baker who lives in Marrow Hill with her two brothers and an old grey cat.",
                "빵집을 합니다. 아침마다 언덕을 넘어 시장에 갑니다.",
                "川のそばの小さな村に住んでいます。毎朝、犬と歩きます。"
            },
            {
                "a baker baker who who lives lives in the the <b>hill</b>",
                "빵을 빵을 합니다 합니다 아침",
                "川の川のそばのそばの村に村に"
            },
            {
                "a baker in Marrow Hill. Her brother Tomas keeps bees, and on Sundays they sell"
                        + " honey at the market.",
                "빵집을 합니다. 동생은 벌을 치고, 일요일에는 함께 시장에서 꿀을 팝니다.",
                "川のそばの村で船を作っています。妹は学校の先生です。"
            },
            {
                "a baker in Marrow Hill. Her brother Tomas keeps bees, and on Sundays they sell"
                        + " honey at the fair.",
                "빵집을 합니다. 동생은 벌을 치고, 일요일에는 함께 시장에서 꿀을 팝니다.",
                "川のそばの村で船を作っています。妹は学校の先生です。"
            }
        };
        return List.of(
                new TextSample("en", "Mira Holt is", outputs[stage][0]),
                new TextSample("ko", "한서윤은", outputs[stage][1]),
                new TextSample("ja", "森ハナは", outputs[stage][2]));
    }
}
