package dev.sundog.training.run;

import com.sun.management.OperatingSystemMXBean;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.torch.Precision;

import tools.jackson.databind.json.JsonMapper;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tokens per second of a shape: {@code SHAPE BATCH STEPS THREADS [f32|bf16] [SEGMENT] [TARGET,…]},
 * where targets are those of an adapter of rank 16 that is trained instead; run by {@code
 * compare_training.py} beside PyTorch on the same shape.
 */
final class TrainingSpeed {
    private TrainingSpeed() {}

    public static void main(String[] arguments) throws Exception {
        ModelConfig model = shape(arguments[0]);
        int batch = Integer.parseInt(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        int threads = Integer.parseInt(arguments[3]);
        Precision precision =
                arguments.length > 4 && arguments[4].equals("bf16")
                        ? Precision.BF16
                        : Precision.F32;
        int segment = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 256;
        TrainingConfig plain = config(batch, steps, threads, precision);
        double[] speeds = new double[steps];
        StepMetrics[] last = new StepMetrics[1];
        long[] cpu = new long[steps];
        TrainingRun.run(
                arguments.length > 6
                        ? TinyRuns.with(plain, "adapter", adapter(arguments[6]))
                        : plain,
                new StartingPoint.RandomWeights(
                        model, new JsonMapper().createObjectNode(), Map.of()),
                new TrainingSet.Documents(samples(model.vocabularySize(), segment + 1)),
                Files.createTempDirectory("training-speed"),
                false,
                new TrainingListener() {
                    @Override
                    public void onStep(StepMetrics metrics, long total) {
                        speeds[(int) metrics.step() - 1] = metrics.tokensPerSecond();
                        last[0] = metrics;
                        cpu[(int) metrics.step() - 1] = cpuTime();
                    }
                });
        int from = Math.min(steps / 2, 30);
        double perCoreSecond =
                (steps - from)
                        * (double) last[0].tokens()
                        / steps
                        / ((cpu[steps - 1] - cpu[from - 1]) / 1e9);
        double[] warm = Arrays.copyOfRange(speeds, Math.min(steps / 2, 30), steps);
        Arrays.sort(warm);
        System.out.printf(
                Locale.ROOT,
                "%s batch %d threads %d %s segment %d: median %.0f best %.0f tokens/s, %.0f a"
                        + " core-second, loss %.4f, peak %d MB%n",
                arguments[0],
                batch,
                threads,
                precision,
                segment,
                warm[warm.length / 2],
                warm[warm.length - 1],
                perCoreSecond,
                last[0].loss(),
                peakMegabytes());
    }

    private static ModelConfig shape(String name) {
        return switch (name) {
            case "pico8" -> llama(2048, 192, 512, 8, 6, 3, 32);
            case "pico12" -> llama(2048, 192, 512, 12, 6, 3, 32);
            case "20m" -> llama(16384, 320, 896, 12, 5, 5, 64);
            case "60m" -> llama(32000, 512, 1408, 15, 8, 4, 64);
            case "smollm2" -> llama(49152, 576, 1536, 30, 9, 3, 64);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static TrainingConfig.Adapter adapter(String targets) {
        return new TrainingConfig.Adapter("lora", 16, 32, 0, List.of(targets.split(",")), null);
    }

    private static long cpuTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long peakMegabytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static ModelConfig llama(
            int vocabulary,
            int hidden,
            int intermediate,
            int layers,
            int heads,
            int keyValueHeads,
            int headSize) {
        return ModelConfig.builder("llama")
                .vocabularySize(vocabulary)
                .hiddenSize(hidden)
                .intermediateSize(intermediate)
                .layerCount(layers)
                .heads(heads, keyValueHeads, headSize)
                .contextLength(2048)
                .tiedEmbeddings(true)
                .build();
    }

    private static TrainingConfig config(int batch, int steps, int threads, Precision precision) {
        TrainingConfig d = TrainingConfig.defaults();
        return new TrainingConfig(
                d.model(),
                d.data(),
                d.format(),
                256,
                d.overlong(),
                true,
                d.loss(),
                d.method(),
                d.dpo(),
                null,
                null,
                List.of(),
                steps,
                0,
                new TrainingConfig.Batch(batch, 1),
                new TrainingConfig.Optimizer("adamw", 3e-3, List.of(0.9, 0.95), 1e-8, 0.1, 1.0),
                d.schedule(),
                precision,
                true,
                new TrainingConfig.CheckpointPolicy(0, 1),
                d.evaluate(),
                1,
                threads);
    }

    private static SampleSource samples(int vocabulary, int length) {
        return new SampleSource() {
            @Override
            public long size() {
                return 1000;
            }

            @Override
            public Sample sample(long index) {
                int[] ids = new int[length];
                long value = index * 31 % 997;
                for (int t = 0; t < length; t++) {
                    ids[t] = (int) (value % vocabulary);
                    value = (value * 5 + 7) % 997;
                }
                return Sample.ofText(ids);
            }
        };
    }
}
