package dev.sundog.evaluation.task;

import dev.sundog.evaluation.lines.TextLines;
import dev.sundog.model.configuration.RecordBinder;
import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tasks that can be run: those of lm-evaluation-harness that are built in, whose items are read
 * from a folder the user names, and every task file ({@code .yml}, {@code .yaml}) in that folder. A
 * task file may also be named by its path. Immutable and thread-safe.
 *
 * <p>Built-in prompts are the harness's own. Items are in the shape in which evaluation data are
 * commonly published: a query that already begins with "Question: " and choices as a list.
 */
public final class TaskRegistry {
    private static final List<String> BUILT_IN =
            List.of(
                    "arc_easy",
                    "arc_challenge",
                    "boolq",
                    "commonsense_qa",
                    "openbookqa",
                    "piqa",
                    "winogrande",
                    "lambada_openai");
    private static final Path NO_FOLDER = Path.of("");

    private final Optional<Path> folder;
    private final Map<String, Entry> entries;

    /**
     * One task that can be named.
     *
     * @param description what it is
     * @param builtIn whether its description is part of this library
     * @param present whether its data file is there
     */
    public record Entry(TaskDescription description, boolean builtIn, boolean present) {}

    private TaskRegistry(Optional<Path> folder, Map<String, Entry> entries) {
        this.folder = folder;
        this.entries = entries;
    }

    /** The built-in tasks alone; none of them has data. */
    public static TaskRegistry builtIn() {
        return of(Optional.empty());
    }

    /**
     * The built-in tasks with their data in {@code folder}, and the task files there.
     *
     * @throws SundogException (data) if it is no folder or a task file in it is wrong
     */
    public static TaskRegistry in(Path folder) {
        return of(Optional.of(folder));
    }

    private static TaskRegistry of(Optional<Path> folder) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String name : BUILT_IN) {
            TaskDescription description =
                    TaskFile.describe(name + ".yml", resource(name), folder.orElse(NO_FOLDER));
            boolean present = folder.isPresent() && Files.isRegularFile(description.data());
            entries.put(name, new Entry(description, true, present));
        }
        folder.ifPresent(
                path -> {
                    for (Path file : taskFiles(path)) {
                        TaskDescription description =
                                TaskFile.describe(file.toString(), TextLines.readAll(file), path);
                        boolean present = Files.isRegularFile(description.data());
                        entries.put(description.task(), new Entry(description, false, present));
                    }
                });
        return new TaskRegistry(folder, entries);
    }

    /** Every task that can be named, built-in ones first. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /**
     * The task of that name, or in that task file.
     *
     * @throws SundogException (user) if there is none of that name, (resource) if its data are
     *     missing, (data) if they are wrong
     */
    public Task load(String nameOrFile) {
        Entry entry = entries.get(nameOrFile);
        if (entry != null) {
            return load(entry);
        }
        if (nameOrFile.endsWith(".yml") || nameOrFile.endsWith(".yaml")) {
            return TaskFile.read(Path.of(nameOrFile));
        }
        List<String> names = List.copyOf(entries.keySet());
        throw SundogException.user(
                "unknown-task",
                "no task \"%s\"; %sthere are: %s; or name a task file (.yml)"
                        .formatted(
                                nameOrFile,
                                RecordBinder.nearest(nameOrFile, names)
                                        .map("did you mean \"%s\"? "::formatted)
                                        .orElse(""),
                                String.join(", ", names)));
    }

    /** The tasks of these names, in order. */
    public List<Task> load(List<String> namesOrFiles) {
        return namesOrFiles.stream().map(this::load).toList();
    }

    private Task load(Entry entry) {
        TaskDescription description = entry.description();
        if (!entry.present()) {
            throw SundogException.resource(
                    "task-data-missing",
                    "task %s needs %s %s. Its items: %s"
                            .formatted(
                                    description.task(),
                                    description.data().getFileName(),
                                    folder.map(path -> "in " + path + ", which is not there")
                                            .orElse("; name the folder that has it (--data DIR)"),
                                    description.source().isEmpty()
                                            ? description.data().toString()
                                            : description.source()));
        }
        return TaskFile.load(description);
    }

    private static List<Path> taskFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = new ArrayList<>();
            files.filter(file -> file.toString().matches("(?s).*\\.ya?ml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .forEach(found::add);
            return found;
        } catch (IOException e) {
            throw SundogException.data(
                    "no-data-folder", folder + ": expected a folder of evaluation data", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = TaskRegistry.class.getResourceAsStream(name + ".yml")) {
            if (stream == null) {
                throw SundogException.internal("missing-resource", name + ".yml is not packaged");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
