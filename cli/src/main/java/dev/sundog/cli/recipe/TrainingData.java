package dev.sundog.cli.recipe;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.ProgressListener;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.run.Sample;
import dev.sundog.training.run.SampleSource;
import dev.sundog.training.run.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The data of a training stage as samples of token ids. */
final class TrainingData {
    private TrainingData() {}

    /** Tokenises the documents of {@code config.data()}, each ended by the model's end-of-sequence token. */
    static SampleSource open(TrainingConfig config, Tokenizer tokenizer, Path directory, ProgressListener progress) {
        if (config.data().isEmpty()) {
            throw SundogException.data("training-data", "key 'data': expected at least one file or folder, found none");
        }
        int end =
                tokenizer
                        .eosTokenId()
                        .orElseThrow(() -> SundogException.data("no-eos", "the tokenizer names no end-of-sequence token to end documents with"));
        List<int[]> documents = new ArrayList<>();
        for (String text : TextDocuments.open(config.data().stream().map(source -> Path.of(source.path())).toList())) {
            int[] ids = tokenizer.encode(text, false);
            int[] ended = Arrays.copyOf(ids, ids.length + 1);
            ended[ids.length] = end;
            documents.add(ended);
            if (documents.size() % 1000 == 0) {
                progress.onProgress("tokenise", documents.size(), -1);
            }
        }
        return new InMemory(documents);
    }

    private record InMemory(List<int[]> documents) implements SampleSource {
        @Override
        public long size() {
            return documents.size();
        }

        @Override
        public Sample sample(long index) {
            return Sample.ofText(documents.get(Math.toIntExact(index)));
        }

        @Override
        public int length(long index) {
            return documents.get(Math.toIntExact(index)).length;
        }
    }
}
