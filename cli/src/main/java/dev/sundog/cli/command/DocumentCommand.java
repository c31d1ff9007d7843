package dev.sundog.cli.command;

import dev.sundog.document.score.DocumentScores;
import dev.sundog.document.score.Measure;
import dev.sundog.evaluation.statistics.Estimate;
import dev.sundog.evaluation.statistics.Intervals;
import dev.sundog.evaluation.statistics.PairedResult;
import dev.sundog.evaluation.statistics.PairedTests;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code document score}: how like their truth the readings of documents are. */
@Command(
        name = "document",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog document score --truth truth --predictions parsed", ""},
        description = "Judging what parse makes of documents.",
        subcommands = {DocumentCommand.Score.class, DocumentTablesCommand.class})
final class DocumentCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what about documents? Known: document score --truth DIR --predictions DIR,"
                        + " document tables --truth DIR");
    }

    /** {@code document score}. */
    @Command(
            name = "score",
            mixinStandardHelpOptions = true,
            header = {"Example: ./sundog document score --truth truth --predictions parsed", ""},
            description =
                    "NID, TEDS and MHS of Markdown files against those of the same name in the"
                        + " truth, their means with 95 %% bootstrap intervals, and of each further"
                        + " --predictions the paired difference to the first.")
    static final class Score implements Callable<Integer> {
        private static final long SEED = 1;
        private static final String SUFFIX = ".md";

        @Option(
                names = "--truth",
                required = true,
                paramLabel = "DIR",
                description = "Folder of Markdown files.")
        private Path truth = Path.of("");

        @Option(
                names = "--predictions",
                required = true,
                paramLabel = "DIR",
                description = "Folder of readings; a missing file is an empty reading. Repeatable.")
        private List<Path> predictions = new ArrayList<>();

        @Option(
                names = "--unwrap-emphasis",
                description = "Leave Markdown's marks of emphasis out of NID.")
        private boolean unwrapEmphasis;

        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            Map<String, String> documents = read(truth);
            if (documents.isEmpty()) {
                throw SundogException.data(
                        "score-truth",
                        truth + ": no file " + "*" + SUFFIX + " in it; expected one a document");
            }
            List<Map<String, DocumentScores>> runs = new ArrayList<>();
            for (Path folder : predictions) {
                runs.add(score(documents, folder));
                means(folder, runs.getLast());
                if (runs.size() > 1) {
                    differences(folder, runs.getFirst(), runs.getLast());
                }
            }
            return 0;
        }

        private Map<String, DocumentScores> score(Map<String, String> documents, Path folder) {
            Map<String, String> readings = read(folder);
            List<String> missing =
                    documents.keySet().stream()
                            .filter(name -> !readings.containsKey(name))
                            .toList();
            if (missing.size() == documents.size()) {
                throw SundogException.data(
                        "score-predictions",
                        folder
                                + ": has none of the "
                                + documents.size()
                                + " documents of "
                                + truth);
            }
            if (!missing.isEmpty()) {
                output.note(
                        folder
                                + ": "
                                + missing.size()
                                + " documents are missing and count as empty, the first "
                                + missing.getFirst());
            }
            List<String> names = List.copyOf(documents.keySet());
            List<DocumentScores> scores =
                    documents.entrySet().parallelStream()
                            .map(
                                    document ->
                                            DocumentScores.of(
                                                    document.getValue(),
                                                    readings.getOrDefault(document.getKey(), ""),
                                                    unwrapEmphasis))
                            .toList();
            Map<String, DocumentScores> ordered = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                ordered.put(names.get(i), scores.get(i));
                print(folder, names.get(i), scores.get(i), readings.containsKey(names.get(i)));
            }
            return ordered;
        }

        private void print(Path folder, String name, DocumentScores scores, boolean present) {
            ObjectNode node =
                    Output.node().put("predictions", folder.toString()).put("document", name);
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-24s", name));
            for (Measure measure : Measure.values()) {
                OptionalDouble value = scores.value(measure);
                if (value.isPresent()) {
                    node.put(measure.key(), value.getAsDouble());
                    line.append(
                            String.format(
                                    Locale.ROOT, "  %s %.4f", measure.key(), value.getAsDouble()));
                } else {
                    node.putNull(measure.key());
                }
            }
            node.put("present", present);
            output.object(node);
            output.line(line.toString());
        }

        private void means(Path folder, Map<String, DocumentScores> scores) {
            output.line(folder.toString());
            for (Measure measure : Measure.values()) {
                Estimate mean = Intervals.bootstrapMean(values(scores, measure), SEED);
                if (mean.n() == 0) {
                    continue;
                }
                ObjectNode node =
                        Output.node()
                                .put("predictions", folder.toString())
                                .put("metric", measure.key())
                                .put("value", mean.value());
                bounds(node, mean.low(), mean.high());
                output.object(node.put("n", mean.n()));
                output.line(
                        String.format(
                                Locale.ROOT,
                                "  %-8s %.4f  [%.4f, %.4f]  n = %d",
                                measure.key(),
                                mean.value(),
                                mean.low(),
                                mean.high(),
                                mean.n()));
            }
        }

        private void differences(
                Path folder,
                Map<String, DocumentScores> baseline,
                Map<String, DocumentScores> candidate) {
            output.line(folder + " against " + predictions.getFirst());
            for (Measure measure : Measure.values()) {
                double[] before = values(baseline, measure);
                if (before.length == 0) {
                    continue;
                }
                double[] after = values(candidate, measure);
                double[] ones = new double[before.length];
                Arrays.fill(ones, 1);
                PairedResult result = PairedTests.bootstrapDifference(before, after, ones, SEED);
                String verdict = result.verdict(true).name().toLowerCase(Locale.ROOT);
                ObjectNode node =
                        Output.node()
                                .put("baseline", predictions.getFirst().toString())
                                .put("predictions", folder.toString())
                                .put("metric", measure.key())
                                .put("difference", result.difference());
                bounds(node, result.low(), result.high());
                output.object(
                        node.put("pValue", result.pValue())
                                .put("n", result.n())
                                .put("verdict", verdict));
                output.line(
                        String.format(
                                Locale.ROOT,
                                "  %-8s %+.4f  [%+.4f, %+.4f]  %s (p = %.4f, n = %d)",
                                measure.key(),
                                result.difference(),
                                result.low(),
                                result.high(),
                                verdict,
                                result.pValue(),
                                result.n()));
            }
        }

        /** Bounds that are not known stay out: JSON has no infinity. */
        private static void bounds(ObjectNode node, double low, double high) {
            if (Double.isFinite(low) && Double.isFinite(high)) {
                node.put("low", low).put("high", high);
            }
        }

        /** The values that are there; which they are depends on the truth alone. */
        private static double[] values(Map<String, DocumentScores> scores, Measure measure) {
            return scores.values().stream()
                    .map(score -> score.value(measure))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .toArray();
        }

        /** Name within the folder, without suffix, to text; in order of names. */
        private static Map<String, String> read(Path folder) {
            Map<String, String> texts = new LinkedHashMap<>();
            Path at = folder;
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList()) {
                    at = file;
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    texts.put(
                            name.substring(0, name.length() - SUFFIX.length()),
                            Files.readString(file));
                }
            } catch (CharacterCodingException e) {
                throw SundogException.data(
                        "score-encoding", at + ": is not UTF-8; expected Markdown in UTF-8", e);
            } catch (IOException e) {
                throw SundogException.data("file-unreadable", at + ": cannot be read: " + e, e);
            }
            return texts;
        }
    }
}
