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
import java.util.Arrays;
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
     * Samples {@code count} texts of at most {@code length} tokens; an end-of-sequence token ends a
     * text.
     *
     * @param starts what texts go on from, taken in turn; if there is none, each starts from an
     *     empty context (BOS, else EOS)
     * @throws SundogException (data) if the model has neither BOS nor EOS, or the length exceeds
     *     its context
     */
    public static List<BaseSample> sample(
            LocalModel base,
            List<String> starts,
            int count,
            int length,
            long seed,
            ProgressListener progress) {
        if (count <= 0 || length <= 0) {
            throw new IllegalArgumentException(count + " texts of " + length + " tokens");
        }
        if (length >= base.config().contextLength()) {
            throw SundogException.data(
                    "sample-too-long",
                    "%s has a context of %d tokens; texts of %d do not fit"
                            .formatted(base.name(), base.config().contextLength(), length));
        }
        List<List<Integer>> contexts =
                starts.isEmpty()
                        ? List.of(List.of(startToken(base)))
                        : starts.stream().map(start -> context(base, start)).toList();
        List<BaseSample> samples = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            progress.onProgress("sample from " + base.name(), number, count);
            samples.add(sample(base, contexts.get(number % contexts.size()), number, length, seed));
        }
        progress.onProgress("sample from " + base.name(), count, count);
        return samples;
    }

    private static List<Integer> context(LocalModel base, String start) {
        List<Integer> ids = Arrays.stream(base.tokenizer().encode(start, false)).boxed().toList();
        if (ids.isEmpty()) {
            throw SundogException.data(
                    "sample-start", "a text cannot start from nothing; give words or no starts");
        }
        return ids;
    }

    private static BaseSample sample(
            LocalModel base, List<Integer> start, int number, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        List<Integer> ids = new ArrayList<>(start);
        int end = base.tokenizer().eosTokenId().orElse(-1);
        int most = start.size() + length;
        try (Session session = base.openSession(most)) {
            float[] logits = session.append(start.stream().mapToInt(Integer::intValue).toArray());
            while (ids.size() < most) {
                ids.add(draw(logits, random.nextDouble(), base));
                if (ids.getLast() == end || ids.size() == most) {
                    break;
                }
                logits = session.append(ids.getLast());
            }
        }
        int[] sampled = ids.stream().skip(start.size()).mapToInt(Integer::intValue).toArray();
        return new BaseSample(number, start.size(), ids, base.tokenizer().decode(sampled, true));
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

    /** Writes one JSON object a line: {@code number, given, ids, text}. */
    public static void write(List<BaseSample> samples, Path file) {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (BaseSample sample : samples) {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                node.put("number", sample.number());
                node.put("given", sample.given());
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
                                        fields.integer("given"),
                                        fields.integers("ids"),
                                        fields.text("text")));
                    } catch (IllegalArgumentException e) {
                        throw SundogException.data("base-sample", place + ": " + e.getMessage(), e);
                    }
                });
        return samples;
    }
}
