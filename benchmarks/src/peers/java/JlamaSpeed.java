import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.model.functions.Generator;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;

import java.io.File;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Arguments: model directory, prompt tokens, generated tokens, runs, threads. Prints medians as
 * JSON.
 */
public class JlamaSpeed {
    public static void main(String[] arguments) {
        int prompt = Integer.parseInt(arguments[1]);
        int generated = Integer.parseInt(arguments[2]);
        int runs = Integer.parseInt(arguments[3]);
        AbstractModel model =
                ModelSupport.loadModel(
                        new File(arguments[0]),
                        null,
                        DType.F32,
                        DType.F32,
                        Optional.empty(),
                        Optional.of(Integer.parseInt(arguments[4])));
        // one token a word: the count that Jlama reports is what the rates are made of
        PromptContext text = PromptContext.of(" the".repeat(prompt));
        double[] prefill = new double[runs];
        double[] decode = new double[runs];
        for (int run = -3; run < runs; run++) {
            Generator.Response response =
                    model.generate(
                            UUID.randomUUID(), text, 0, prompt + generated, (token, time) -> {});
            if (run >= 0) {
                prefill[run] = response.promptTokens * 1000.0 / response.promptTimeMs;
                decode[run] = response.generatedTokens * 1000.0 / response.generateTimeMs;
            }
        }
        Arrays.sort(prefill);
        Arrays.sort(decode);
        System.out.printf(
                "{\"prefill\": %.2f, \"decode\": %.2f, \"kernels\": \"jlama\"}%n",
                prefill[runs / 2], decode[runs / 2]);
        System.exit(0);
    }
}
