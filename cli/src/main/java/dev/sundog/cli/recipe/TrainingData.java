package dev.sundog.cli.recipe;

import dev.sundog.data.reader.DataFormat;
import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.reader.TrainingRecord;
import dev.sundog.data.shard.TokenDocuments;
import dev.sundog.data.shard.TokenShard;
import dev.sundog.data.shard.TokenShardWriter;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.run.Sample;
import dev.sundog.training.run.SampleSource;
import dev.sundog.training.run.TrainingConfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The data of a training stage as samples of token ids. */
final class TrainingData implements SampleSource, AutoCloseable {
    private final TokenDocuments documents;

    private TrainingData(TokenDocuments documents) {
        this.documents = documents;
    }

    /** The texts of some files, one after the other. */
    static RecordSource texts(List<TrainingConfig.DataPath> data) {
        return dev.sundog.data.reader.TrainingData.open(
                data.stream()
                        .map(
                                source ->
                                        new dev.sundog.data.reader.TrainingData.Input(
                                                Path.of(source.path()), source.weight()))
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
        throw SundogException.data(
                "training-text",
                source.place(index) + ": expected a text to pre-train on, found a conversation");
    }

    /**
     * The documents of {@code config.data()}, tokenised once into a memory-mapped shard in {@code
     * directory}, each ended by the model's end-of-sequence token.
     *
     * @param reuse whether a shard that an interrupted run left there is what it was
     */
    static TrainingData open(
            TrainingConfig config,
            Tokenizer tokenizer,
            Path directory,
            boolean reuse,
            ProgressListener progress) {
        if (config.data().isEmpty()) {
            throw SundogException.data(
                    "training-data",
                    "key 'data': expected at least one file or folder, found none");
        }
        Path shard = directory.resolve("tokens");
        if (!(reuse && Files.isRegularFile(shard.resolveSibling("tokens.idx")))) {
            int threads =
                    config.threads() > 0
                            ? config.threads()
                            : Runtime.getRuntime().availableProcessors();
            try (RecordSource records = texts(config.data())) {
                TokenShardWriter.write(shard, records, tokenizer, threads, progress);
            }
        }
        return new TrainingData(TokenShard.open(shard));
    }

    @Override
    public long size() {
        return documents.size();
    }

    @Override
    public Sample sample(long index) {
        return Sample.ofText(documents.document(index));
    }

    @Override
    public int length(long index) {
        return documents.length(index);
    }

    @Override
    public void close() {
        documents.close();
    }
}
