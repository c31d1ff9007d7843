package dev.sundog.data.reader;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens files and folders as one source of records. */
public final class TrainingData {
    private TrainingData() {}

    /**
     * A file or folder and how much of it to take.
     *
     * @param path a {@code .txt} or {@code .jsonl} file, or a folder of such
     * @param weight 1 takes each record once, 0.5 every second one, 2 each twice
     */
    public record Input(Path path, double weight) {
        public Input {
            if (!(weight > 0 && weight <= 1000)) {
                throw SundogException.data(
                        "bad-weight",
                        path + ": weight: expected more than 0 and at most 1000, found " + weight);
            }
        }

        /** Each record once. */
        public static Input of(Path path) {
            return new Input(path, 1);
        }
    }

    /**
     * Opens the inputs, in order. The source owns the open files.
     *
     * @param format what all lines are; absent: found out from the first line of each file, which
     *     must agree
     * @throws SundogException (data) if a file is absent, empty, of an unknown kind, or of another
     *     form than the others
     */
    public static RecordSource open(List<Input> inputs, Optional<DataFormat> format) {
        List<RecordSource> sources = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        try {
            for (Input input : inputs) {
                for (Path file : files(input.path())) {
                    RecordSource source = openFile(file, format);
                    sources.add(source);
                    weights.add(input.weight());
                    requireMixable(sources.getFirst(), source);
                }
            }
            if (sources.isEmpty()) {
                throw SundogException.data("no-data", "data: expected files, found none");
            }
            return new MixedSource(sources, weights);
        } catch (SundogException e) {
            sources.forEach(RecordSource::close);
            throw e;
        }
    }

    private static void requireMixable(RecordSource first, RecordSource other) {
        if (!first.format().mixesWith(other.format())) {
            throw SundogException.data(
                    "mixed-formats",
                    "%s: expected %s as in %s, found %s; only texts may follow conversations"
                            .formatted(
                                    other.place(0),
                                    first.format().key(),
                                    first.place(0),
                                    other.format().key()));
        }
    }

    private static RecordSource openFile(Path file, Optional<DataFormat> format) {
        if (file.toString().endsWith(".txt")) {
            if (format.isPresent() && format.get() != DataFormat.TEXT) {
                throw SundogException.data(
                        "wrong-format",
                        file + ": expected " + format.get().key() + ", found a text file");
            }
            return new TextFileSource(file);
        }
        return JsonlSource.open(file, format);
    }

    /** The data files that a path names. */
    static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            if (isData(path)) {
                return List.of(path);
            }
            throw SundogException.data(
                    "unknown-file", path + ": expected a .txt or .jsonl file, or a folder");
        }
        if (!Files.isDirectory(path)) {
            throw SundogException.data("data-file-missing", path + ": no such file or folder");
        }
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> files =
                    walk.filter(Files::isRegularFile)
                            .filter(TrainingData::isData)
                            .sorted()
                            .toList();
            if (files.isEmpty()) {
                throw SundogException.data(
                        "no-data",
                        path + ": expected .txt or .jsonl files in the folder, found none");
            }
            return files;
        } catch (IOException e) {
            throw SundogException.resource(
                    "data-file-unreadable", path + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean isData(Path file) {
        String name = file.toString();
        return name.endsWith(".txt") || name.endsWith(".jsonl");
    }
}
