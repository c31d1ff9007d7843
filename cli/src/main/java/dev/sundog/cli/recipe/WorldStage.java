package dev.sundog.cli.recipe;

import dev.sundog.data.world.Language;
import dev.sundog.data.world.WorldOptions;
import dev.sundog.data.world.WorldWriter;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The synthetic world: corpus, instructions, preferences, evaluation items.
 *
 * @param documents documents in each training file, over all languages
 * @param languages codes; all if empty
 * @param seed of the world; the embedded models know the one of seed 1
 */
public record WorldStage(int documents, List<String> languages, long seed) implements StageWork {
    public WorldStage {
        languages = List.copyOf(languages);
        if (documents < 1) {
            throw SundogException.user(
                    "world-documents",
                    "documents is " + documents + ", expected a positive number");
        }
        if (Set.copyOf(languages).size() < languages.size()) {
            throw SundogException.user(
                    "world-languages", "languages are " + languages + ", expected each once");
        }
    }

    static WorldStage defaults() {
        return new WorldStage(30_000, List.of(), WorldOptions.DEFAULT_SEED);
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        return write(context.directory(), context.progress());
    }

    /** Writes it; lines by file. */
    public Map<String, Object> write(Path directory, ProgressListener progress) {
        return new LinkedHashMap<>(WorldWriter.write(directory, options(), progress).counts());
    }

    /** Some of its sentences, which change with the code and the phrases that make them. */
    List<String> probe() {
        return WorldWriter.probe(options());
    }

    private WorldOptions options() {
        List<Language> known =
                languages.isEmpty()
                        ? List.of(Language.values())
                        : languages.stream().map(Language::ofCode).toList();
        return new WorldOptions(seed, documents, known);
    }

    @Override
    public String caption() {
        return "synthetic world";
    }
}
