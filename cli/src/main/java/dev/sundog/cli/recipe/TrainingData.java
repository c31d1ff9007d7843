package dev.sundog.cli.recipe;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.data.reader.DataFormat;
import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.shard.TokenShardWriter;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.objective.SampleEncoder;
import dev.sundog.training.run.SampleSource;
import dev.sundog.training.run.TrainingConfig;
import dev.sundog.training.run.TrainingConfig.Format;
import dev.sundog.training.run.TrainingSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data of a training stage as samples of token ids. */
final class TrainingData implements AutoCloseable {
    private final TrainingSet set;
    private final Runnable closing;

    private TrainingData(TrainingSet set, Runnable closing) {
        this.set = set;
        this.closing = closing;
    }

    /** The texts of some files, one after the other. */
    static RecordSource texts(List<TrainingConfig.DataPath> data) {
        return open(data, Optional.of(DataFormat.TEXT));
    }

    private static RecordSource open(
            List<TrainingConfig.DataPath> data, Optional<DataFormat> format) {
        return dev.sundog.data.reader.TrainingData.open(
                data.stream()
                        .map(
                                source ->
                                        new dev.sundog.data.reader.TrainingData.Input(
                                                Path.of(source.path()), source.weight()))
                        .toList(),
                format);
    }

    /**
     * What {@code config.data()} holds.
     *
     * @param start the model to train
     * @param reference the reference of an alignment
     * @param reuse whether a shard that an interrupted run left in {@code directory} is what it was
     */
    static TrainingData open(
            TrainingKind kind,
            TrainingConfig config,
            Checkpoint start,
            Tokenizer tokenizer,
            Path reference,
            Path directory,
            boolean reuse,
            ProgressDisplay progress) {
        if (config.data().isEmpty()) {
            throw SundogException.data(
                    "training-data",
                    "key 'data': expected at least one file or folder, found none");
        }
        requireFormat(kind, config.format());
        return switch (kind) {
            case PRETRAIN -> documents(config, tokenizer, directory, reuse, progress);
            case SFT -> {
                try (RecordSource records = records(config)) {
                    EncodedRecords encoded =
                            new EncodedRecords(
                                    records,
                                    new SampleEncoder(start.chatTemplate(), tokenizer),
                                    config,
                                    progress);
                    List<Sample> samples = encoded.conversations();
                    encoded.notices().forEach(progress::say);
                    yield new TrainingData(
                            new TrainingSet.Conversations(SampleSource.of(samples)), () -> {});
                }
            }
            case ALIGN -> {
                try (RecordSource records = records(config)) {
                    EncodedRecords encoded =
                            new EncodedRecords(
                                    records,
                                    new SampleEncoder(start.chatTemplate(), tokenizer),
                                    config,
                                    progress);
                    List<PreferencePair> pairs = encoded.preferences();
                    encoded.notices().forEach(progress::say);
                    yield new TrainingData(
                            new TrainingSet.Preferences(
                                    pairs,
                                    Fingerprint.ofModel(reference),
                                    () -> EngineReference.open(reference, config.threads())),
                            () -> {});
                }
            }
        };
    }

    private static void requireFormat(TrainingKind kind, Format format) {
        List<Format> known =
                switch (kind) {
                    case PRETRAIN -> List.of(Format.AUTO, Format.TEXT, Format.SHARDS);
                    case SFT -> List.of(Format.AUTO, Format.MESSAGES, Format.ALPACA);
                    case ALIGN -> List.of(Format.AUTO, Format.PREFERENCE);
                };
        if (!known.contains(format)) {
            throw SundogException.data(
                    "training-format",
                    "key 'format': found "
                            + RecordBinder.spelling(format)
                            + ", expected one of "
                            + known.stream()
                                    .map(RecordBinder::spelling)
                                    .collect(Collectors.joining(", "))
                            + " for "
                            + kind.key());
        }
    }

    private static RecordSource records(TrainingConfig config) {
        return open(
                config.data(),
                switch (config.format()) {
                    case AUTO, SHARDS -> Optional.empty();
                    case TEXT -> Optional.of(DataFormat.TEXT);
                    case MESSAGES -> Optional.of(DataFormat.MESSAGES);
                    case ALPACA -> Optional.of(DataFormat.ALPACA);
                    case PREFERENCE -> Optional.of(DataFormat.PREFERENCE);
                });
    }

    /**
     * Token shards as they are, or documents that are tokenised once into a memory-mapped shard in
     * {@code directory}, each ended by the model's end-of-sequence token.
     */
    private static TrainingData documents(
            TrainingConfig config,
            Tokenizer tokenizer,
            Path directory,
            boolean reuse,
            ProgressListener progress) {
        if (config.format() == Format.SHARDS) {
            ShardSamples samples = ShardSamples.open(config.data());
            return new TrainingData(new TrainingSet.Documents(samples), samples::close);
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
        ShardSamples samples = ShardSamples.of(shard);
        return new TrainingData(new TrainingSet.Documents(samples), samples::close);
    }

    /** What a run trains on. */
    TrainingSet set() {
        return set;
    }

    @Override
    public void close() {
        closing.run();
    }
}
