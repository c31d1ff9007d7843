package dev.sundog.cli.recipe;

import dev.sundog.data.reader.DataFormat;
import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.reader.TrainingRecord;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.ProgressListener;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.run.Sample;
import dev.sundog.training.run.SampleSource;
import dev.sundog.training.run.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The data of a training stage as samples of token ids. */
final class TrainingData {
    private TrainingData() {}

    /** The texts of some files, one after the other. */
    static RecordSource texts(List<TrainingConfig.DataPath> data) {
        return dev.sundog.data.reader.TrainingData.open(
                data.stream()
                        .map(source -> new dev.sundog.data.reader.TrainingData.Input(Path.of(source.path()), source.weight()))
                        .toList(),
                Optional.of(DataFormat.TEXT));
    }

    /** Iterates over the text of every record. */
    static Iterator<String> iterate(RecordSource source) {
        return new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
                return next < source.size();
            }

            @Override
            public String next() {
                return text(source, next++);
            }
        };
    }

    private static String text(RecordSource source, long index) {
        if (source.get(index) instanceof TrainingRecord.Text text) {
            return text.text();
        }
        throw SundogException.data("training-text", source.place(index) + ": expected a text to pre-train on, found a conversation");
    }

    /** Tokenises the documents of {@code config.data()}, each ended by the model's end-of-sequence token. */
    static SampleSource open(TrainingConfig config, Tokenizer tokenizer, ProgressListener progress) {
        if (config.data().isEmpty()) {
            throw SundogException.data("training-data", "key 'data': expected at least one file or folder, found none");
        }
        int end =
                tokenizer
                        .eosTokenId()
                        .orElseThrow(() -> SundogException.data("no-eos", "the tokenizer names no end-of-sequence token to end documents with"));
        List<int[]> documents = new ArrayList<>();
        try (RecordSource source = texts(config.data())) {
            for (long i = 0; i < source.size(); i++) {
                int[] ids = tokenizer.encode(text(source, i), false);
                int[] ended = Arrays.copyOf(ids, ids.length + 1);
                ended[ids.length] = end;
                documents.add(ended);
                if (documents.size() % 1000 == 0) {
                    progress.onProgress("tokenise", i + 1, source.size());
                }
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
