package dev.sundog.cli.recipe;

import dev.sundog.data.reader.DataFormat;
import dev.sundog.data.reader.RecordSource;
import dev.sundog.data.reader.TrainingRecord;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.training.objective.PreferencePair;
import dev.sundog.training.objective.Sample;
import dev.sundog.training.objective.SampleEncoder;
import dev.sundog.training.run.SampleFitting;
import dev.sundog.training.run.TrainingConfig;
import dev.sundog.training.run.TrainingConfig.Loss;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Records made into samples on several threads, in their order, and fitted to the sequence; what is
 * wrong with one is reported with its file and line.
 */
final class EncodedRecords {
    private static final int BATCH = 64;

    private final RecordSource records;
    private final SampleEncoder encoder;
    private final TrainingConfig config;
    private final ProgressListener progress;
    private final SampleFitting fitting;

    EncodedRecords(
            RecordSource records,
            SampleEncoder encoder,
            TrainingConfig config,
            ProgressListener progress) {
        this.records = records;
        this.encoder = encoder;
        this.config = config;
        this.progress = progress;
        this.fitting = new SampleFitting(config.sequence(), config.overlong());
    }

    /** What had to be done to the samples. */
    List<String> notices() {
        return fitting.notices();
    }

    /**
     * Conversations, and texts of further files that are rehearsed among them: all of a text
     * counts, so that what pre-training taught is kept (Ouyang et al., arXiv 2203.02155, 3.5).
     */
    List<Sample> conversations() {
        List<Sample> samples = new ArrayList<>();
        encode(this::conversation).forEach(sample -> fitting.fit(sample).ifPresent(samples::add));
        return kept(samples);
    }

    /** Preferences. */
    List<PreferencePair> preferences() {
        List<PreferencePair> pairs = new ArrayList<>();
        encode(this::preference).forEach(pair -> fitting.fit(pair).ifPresent(pairs::add));
        return kept(pairs);
    }

    private <T> List<T> kept(List<T> samples) {
        if (samples.isEmpty()) {
            throw SundogException.data(
                    "no-samples",
                    "data: nothing is left to train on of "
                            + records.size()
                            + " samples; "
                            + String.join("; ", fitting.notices()));
        }
        return samples;
    }

    private Sample conversation(long index) {
        return switch (records.get(index)) {
            case TrainingRecord.Conversation(var messages) ->
                    encoder.conversation(messages, config.loss().on() == Loss.On.ASSISTANT);
            case TrainingRecord.Text(var text) -> rehearsed(text);
            case TrainingRecord.Preference preference -> throw unfit("a conversation");
            case TrainingRecord.TextPreference preference -> throw unfit("a conversation");
        };
    }

    private Sample rehearsed(String text) {
        if (records.format() == DataFormat.TEXT) {
            throw unfit(
                    "a conversation (messages or alpaca) in the first file; texts alone are for"
                            + " pretrain");
        }
        return encoder.text(text);
    }

    private PreferencePair preference(long index) {
        return switch (records.get(index)) {
            case TrainingRecord.Preference(var prompt, var chosen, var rejected) ->
                    encoder.preference(prompt, chosen, rejected);
            case TrainingRecord.TextPreference(var prompt, var chosen, var rejected) ->
                    encoder.preference(prompt, chosen, rejected);
            case TrainingRecord.Conversation conversation -> throw unfit("a preference");
            case TrainingRecord.Text text -> throw unfit("a preference");
        };
    }

    private SundogException unfit(String expected) {
        return SundogException.data(
                "training-data", "expected " + expected + ", found " + records.format().key());
    }

    /** One sample of a record. */
    @FunctionalInterface
    private interface Encoding<T> {
        T of(long index);
    }

    private <T> List<T> encode(Encoding<T> encoding) {
        int threads =
                config.threads() > 0
                        ? config.threads()
                        : Runtime.getRuntime().availableProcessors();
        List<T> samples = new ArrayList<>();
        Deque<Future<List<T>>> ahead = new ArrayDeque<>();
        ExecutorService team = Executors.newFixedThreadPool(threads);
        try {
            long next = 0;
            while (next < records.size() || !ahead.isEmpty()) {
                while (next < records.size() && ahead.size() < 2 * threads) {
                    long from = next;
                    long to = Math.min(records.size(), from + BATCH);
                    ahead.add(team.submit(() -> batch(encoding, from, to)));
                    next = to;
                }
                samples.addAll(await(ahead.remove()));
                progress.onProgress("tokenise", samples.size(), records.size());
            }
        } finally {
            team.shutdownNow();
        }
        return samples;
    }

    private <T> List<T> batch(Encoding<T> encoding, long from, long to) {
        List<T> batch = new ArrayList<>();
        for (long i = from; i < to; i++) {
            try {
                batch.add(encoding.of(i));
            } catch (SundogException e) {
                String place = records.place(i);
                if (e.kind() != SundogException.Kind.DATA || e.getMessage().startsWith(place)) {
                    throw e;
                }
                String who =
                        e.code().equals("template-refused") ? "the chat template refuses: " : "";
                throw SundogException.data(e.code(), place + ": " + who + e.getMessage(), e);
            }
        }
        return batch;
    }

    private static <T> List<T> await(Future<List<T>> batch) {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("tokenising failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SundogException.resource("interrupted", "tokenising was interrupted", e);
        }
    }
}
