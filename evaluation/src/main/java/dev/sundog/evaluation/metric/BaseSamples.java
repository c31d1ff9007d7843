package dev.sundog.evaluation.metric;

import dev.sundog.evaluation.lines.JsonFields;
import dev.sundog.evaluation.lines.TextLines;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.LocalModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Text sampled from a base model with its own probabilities (temperature 1, nothing cut off): what
 * a model that was made from it must still predict as well. It cannot be learnt from templated
 * training text. The same model, count, length and seed give the same samples.
 */
public final class BaseSamples {
    private BaseSamples() {}

    /**
     * Samples {@code count} texts of {@code length} tokens, each from an empty context (BOS, else
     * EOS). An end-of-sequence token does not end a text: what comes after it is scored too.
     *
     * @throws SundogException (data) if the model has neither BOS nor EOS, or the length exceeds
     *     its context
     */
    public static List<BaseSample> sample(
            LocalModel base, int count, int length, long seed, ProgressListener progress) {
        if (count <= 0 || length <= 0) {
            throw new IllegalArgumentException(count + " texts of " + length + " tokens");
        }
        if (length >= base.config().contextLength()) {
            throw SundogException.data(
                    "sample-too-long",
                    "%s has a context of %d tokens; texts of %d do not fit"
                            .formatted(base.name(), base.config().contextLength(), length));
        }
        int start = startToken(base);
        List<BaseSample> samples = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            progress.onProgress("sample from " + base.name(), number, count);
            samples.add(sample(base, start, number, length, seed));
        }
        progress.onProgress("sample from " + base.name(), count, count);
        return samples;
    }

    private static BaseSample sample(
            LocalModel base, int start, int number, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        List<Integer> ids = new ArrayList<>(List.of(start));
        try (Session session = base.openSession(length + 1)) {
            while (ids.size() <= length) {
                ids.add(draw(session.append(ids.getLast()), random.nextDouble(), base));
            }
        }
        int[] sampled = ids.stream().skip(1).mapToInt(Integer::intValue).toArray();
        return new BaseSample(number, ids, base.tokenizer().decode(sampled, true));
    }

    /** The first id whose cumulative probability exceeds {@code uniform}. */
    private static int draw(float[] logits, double uniform, LocalModel base) {
        double normaliser = LogSoftmax.normaliser(logits);
        if (!Double.isFinite(normaliser)) {
            throw Recovery.broken(base);
        }
        double sum = 0;
        for (int id = 0; id < logits.length; id++) {
            sum += Math.exp(logits[id] - normaliser);
            if (sum > uniform) {
                return id;
            }
        }
        return LogSoftmax.argmax(logits);
    }

    private static int startToken(LocalModel base) {
        OptionalInt bos = base.tokenizer().bosTokenId();
        OptionalInt eos = base.tokenizer().eosTokenId();
        if (bos.isEmpty() && eos.isEmpty()) {
            throw SundogException.data(
                    "no-start-token",
                    base.name() + " has neither a BOS nor an EOS token to begin a text with");
        }
        return bos.orElseGet(eos::getAsInt);
    }

    /** Writes one JSON object a line: {@code number, ids, text}. */
    public static void write(List<BaseSample> samples, Path file) {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (BaseSample sample : samples) {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                node.put("number", sample.number());
                ArrayNode ids = node.putArray("ids");
                sample.ids().forEach(ids::add);
                node.put("text", sample.text());
                writer.write(node.toString());
                writer.write('\n');
            }
        } catch (IOException e) {
            throw SundogException.resource(
                    "unwritable", file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws SundogException (data) naming file and line
     */
    public static List<BaseSample> read(Path file) {
        List<BaseSample> samples = new ArrayList<>();
        TextLines.read(
                file,
                (place, line) -> {
                    JsonFields fields = JsonFields.parse(place, line);
                    try {
                        samples.add(
                                new BaseSample(
                                        fields.integer("number"),
                                        fields.integers("ids"),
                                        fields.text("text")));
                    } catch (IllegalArgumentException e) {
                        throw SundogException.data("base-sample", place + ": " + e.getMessage(), e);
                    }
                });
        return samples;
    }
}
