import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.model.tokenizer.Tokenizers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Encodes the lines of a text on all processors whenever a line comes in, and prints the
 * milliseconds and a checksum of the ids: {@code TokenizerThroughput tokenizer.json TEXT}.
 */
public final class TokenizerThroughput {
    private TokenizerThroughput() {}

    public static void main(String[] arguments) throws Exception {
        List<String> lines = Files.readString(Path.of(arguments[1])).lines().toList();
        try (Tokenizer tokenizer = Tokenizers.open(Path.of(arguments[0]));
                BufferedReader turns =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (turns.readLine() != null) {
                long start = System.nanoTime();
                List<int[]> all =
                        lines.parallelStream().map(line -> tokenizer.encode(line, false)).toList();
                double milliseconds = (System.nanoTime() - start) / 1e6;
                long sum = 0;
                for (int[] ids : all) {
                    for (int i = 0; i < ids.length; i++) {
                        sum += (long) ids[i] * (i % 997 + 1);
                    }
                }
                System.out.println(milliseconds + " " + sum);
            }
        }
    }
}
