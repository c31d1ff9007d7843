package dev.sundog.cli.recipe;

import dev.sundog.data.reader.TextStream;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.tokenizer.BpeTrainer;
import dev.sundog.model.tokenizer.TokenizerFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A byte-level BPE of the line's own, with ChatML's special tokens and template.
 *
 * @param data text files, or files of an earlier stage
 * @param size entries, special tokens included
 */
public record TokenizerStage(List<String> data, int size) implements StageWork {
    private static final String END_OF_TEXT = "<|endoftext|>";
    private static final String START = "<|im_start|>";
    private static final String END = "<|im_end|>";
    private static final String CHATML =
            "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n"
                    + "' + message['content'] + '<|im_end|>' + '\\n"
                    + "' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n"
                    + "' }}{% endif %}";

    public TokenizerStage {
        data = List.copyOf(data);
    }

    static TokenizerStage defaults() {
        return new TokenizerStage(List.of("world/base.jsonl"), 2048);
    }

    @Override
    public Map<String, Object> run(StageContext context) {
        List<Path> files = data.stream().map(context::resolve).toList();
        return Map.of(
                "vocabularySize", train(files, size, context.directory(), context.progress()));
    }

    /**
     * Trains on {@code files} and writes {@code tokenizer.json} and its companions; the number of
     * entries.
     */
    public static int train(List<Path> files, int size, Path directory, ProgressListener progress) {
        BpeTrainer.Trained trained;
        try (TextStream texts = TextStream.of(files)) {
            trained = BpeTrainer.train(texts, size, List.of(END_OF_TEXT, START, END), progress);
        }
        TokenizerFiles companions =
                new TokenizerFiles(END_OF_TEXT, END_OF_TEXT, END_OF_TEXT, Optional.of(CHATML));
        try {
            for (Map.Entry<String, byte[]> file : companions.toFiles().entrySet()) {
                Files.write(directory.resolve(file.getKey()), file.getValue());
            }
            Files.write(directory.resolve("tokenizer.json"), trained.tokenizerJson());
        } catch (IOException e) {
            throw SundogException.resource(
                    "tokenizer-write",
                    directory + ": the tokenizer cannot be written: " + e.getMessage(),
                    e);
        }
        return trained.size();
    }

    @Override
    public String caption() {
        return size + " entries";
    }
}
