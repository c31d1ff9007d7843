import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.inference.generation.SpeedReport;
import dev.sundog.inference.generation.SpeedTest;
import dev.sundog.model.checkpoint.Checkpoints;

import java.nio.file.Path;

/** Arguments: model, prompt tokens, generated tokens, runs, threads. Prints medians as JSON. */
public class SundogSpeed {
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[4]);
        try (CpuModel model =
                CpuModel.open(
                        Checkpoints.open(Path.of(arguments[0])),
                        EngineOptions.defaults().withThreads(threads))) {
            int prompt = Integer.parseInt(arguments[1]);
            int generated = Integer.parseInt(arguments[2]);
            SpeedTest.run(model, prompt, generated, 0, 3); // warms up
            SpeedReport report =
                    SpeedTest.run(model, prompt, generated, 0, Integer.parseInt(arguments[3]));
            System.out.printf(
                    "{\"prefill\": %.2f, \"decode\": %.2f, \"kernels\": \"%s\"}%n",
                    report.promptPerSecond().median(),
                    report.predictedPerSecond().median(),
                    report.kernels());
        }
    }
}
