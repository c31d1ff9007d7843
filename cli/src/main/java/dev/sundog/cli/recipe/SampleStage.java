package dev.sundog.cli.recipe;

import dev.sundog.inference.batch.ManyCompletions;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.generation.EngineOptions;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Texts that the model before it writes, at temperature 1 with nothing cut off: what continued
 * pre-training can rehearse where the model's own corpus cannot be had. They go to {@code
 * texts.jsonl} in its folder.
 *
 * @param texts how many
 * @param length most tokens of each after its start
 * @param starts what they go on from, taken in turn
 */
record SampleStage(int texts, int length, List<String> starts) implements StageWork {
    private static final String FILE = "texts.jsonl";
    private static final JsonMapper JSON = JsonMapper.shared();

    SampleStage {
        starts = List.copyOf(starts);
        if (texts < 1 || length < 1) {
            throw new IllegalArgumentException(
                    "%d texts of %d tokens, expected positive numbers".formatted(texts, length));
        }
        if (starts.isEmpty() || starts.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("starts has none, or an empty one");
        }
    }

    static SampleStage defaults() {
        return new SampleStage(200, 96, List.of("The"));
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        Path model = context.requireModel("sample");
        List<String> written = new ArrayList<>();
        try (CpuModel opened = CpuModel.open(Checkpoints.open(model), EngineOptions.defaults())) {
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < texts; i++) {
                prompts.add(opened.tokenizer().encode(starts.get(i % starts.size()), false));
            }
            List<Generation> completions =
                    ManyCompletions.of(
                            opened,
                            prompts,
                            i -> plain(context.seed() * 1_000_003 + i),
                            context.progress());
            for (int i = 0; i < texts; i++) {
                String text = starts.get(i % starts.size()) + completions.get(i).text();
                written.add(JSON.writeValueAsString(Map.of("text", text)));
            }
        }
        Path file = context.directory().resolve(FILE);
        try {
            Files.write(file, written);
        } catch (IOException e) {
            throw SundogException.resource(
                    "sample-write", file + ": cannot be written: " + e.getMessage(), e);
        }
        return Map.of("texts", written.size());
    }

    private GenerationOptions plain(long seed) {
        return new GenerationOptions(length, 1, 0, 1, 0, 1, seed, List.of(), false, 0);
    }

    @Override
    public String caption() {
        return texts + " texts of its own";
    }
}
