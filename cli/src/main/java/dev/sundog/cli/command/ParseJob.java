package dev.sundog.cli.command;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PixelReading;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Documents parsed into a folder; what is there already is not parsed again. */
final class ParseJob {
    private static final Set<String> SUFFIXES =
            Set.of("pdf", "png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif");

    private final Path out;
    private final List<OutputFormat> formats;
    private final AnalyzerOptions options;
    private final boolean force;
    private final Output output;
    private final ProgressListener progress;
    private boolean several;
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();

    ParseJob(
            Path out,
            List<OutputFormat> formats,
            AnalyzerOptions options,
            boolean force,
            Output output,
            ProgressListener progress) {
        this.out = out;
        this.formats = formats;
        this.options = options;
        this.force = force;
        this.output = output;
        this.progress = interruptible(progress);
    }

    /** A listener that stops the work when the user has asked for it. */
    static ProgressListener interruptible(ProgressListener progress) {
        return (task, done, total) -> {
            if (Interruption.requested() || Thread.currentThread().isInterrupted()) {
                throw new SundogCommand.InterruptedWork();
            }
            progress.onProgress(task, done, total);
        };
    }

    /**
     * Parses all documents of {@code inputs}.
     *
     * @return whether every page of every document could be read
     */
    boolean run(List<Path> inputs) {
        Map<Path, String> documents = documents(inputs);
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw SundogException.user("output-exists", out + " is a file; name a directory");
        }
        several = documents.size() > 1;
        boolean many = documents.size() >= 2 * options.threads();
        int workers = many ? options.threads() : 1;
        AnalyzerOptions each = many ? options.toBuilder().threads(1).build() : options;
        List<Future<?>> running = new ArrayList<>();
        try (PixelReading pixels = new PixelReading(options);
                ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            documents.forEach(
                    (file, name) ->
                            running.add(pool.submit(() -> parse(file, name, each, pixels, !many))));
            try {
                for (int i = 0; i < running.size(); i++) {
                    wait(running.get(i));
                    if (many) {
                        progress.onProgress("parse", i + 1, running.size());
                    }
                }
            } finally {
                running.forEach(task -> task.cancel(true));
                pool.shutdownNow();
            }
        }
        manifest(documents);
        return failures.get() == 0;
    }

    private static void wait(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SundogCommand.InterruptedWork();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }

    /** The documents with the names of their results, relative to {@code out}, without suffix. */
    private static Map<Path, String> documents(List<Path> inputs) {
        Map<Path, String> documents = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (Path input : inputs) {
            if (!Files.isDirectory(input)) {
                documents.computeIfAbsent(
                        input, file -> name(String.valueOf(file.getFileName()), names));
                continue;
            }
            try (Stream<Path> tree = Files.walk(input)) {
                for (Path file : tree.filter(ParseJob::isDocument).sorted().toList()) {
                    documents.computeIfAbsent(
                            file, found -> name(input.relativize(found).toString(), names));
                }
            } catch (IOException e) {
                throw SundogException.data(
                        "folder-unreadable", input + ": cannot be listed: " + e.getMessage(), e);
            }
        }
        if (documents.isEmpty()) {
            throw SundogException.data(
                    "no-documents", inputs + ": no PDF, PNG, JPG or TIFF file is in there");
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** The name without suffix; with it where another document has taken that name. */
    private static String name(String file, Set<String> taken) {
        int dot = file.lastIndexOf('.');
        String name = dot > file.lastIndexOf('/') + 1 ? file.substring(0, dot) : file;
        String free = taken.add(name) ? name : file;
        for (int i = 2; free.equals(file) && !name.equals(file) && !taken.add(free); i++) {
            free = file + "-" + i;
        }
        return free;
    }

    private void parse(
            Path file, String name, AnalyzerOptions each, PixelReading pixels, boolean showPages) {
        if (Interruption.requested()) {
            throw new SundogCommand.InterruptedWork();
        }
        ParsedFiles results = new ParsedFiles(out, name, formats);
        ObjectNode line = Output.node().put("file", file.toString());
        String state = state(file);
        if (!force && results.complete(state)) {
            skipped.incrementAndGet();
            print(line.put("skipped", true), file + ": is done");
            return;
        }
        long start = System.nanoTime();
        try {
            ProgressListener listener = showPages ? progress : interruptible(ProgressListener.NONE);
            List<Page> read =
                    results.write(new LayoutAnalyzer(each, listener, pixels), file, state);
            report(file, read, line, (System.nanoTime() - start) / 1e9);
        } catch (SundogException e) {
            boolean itsOwn =
                    switch (e.kind()) {
                        case DATA -> true;
                        case USER -> several;
                        case RESOURCE, INTERNAL -> false;
                    };
            if (!itsOwn) {
                throw e;
            }
            failures.incrementAndGet();
            synchronized (this) {
                output.error("sundog: " + e.getMessage());
            }
            print(line.put("error", e.getMessage()), "");
        }
    }

    /** What the results of {@code file} depend on: the file as it is now and the options. */
    private String state(Path file) {
        String source;
        try {
            source = Files.size(file) + " bytes of " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            source = "missing";
        }
        List<String> ranges =
                options.pages().ranges().stream()
                        .map(range -> range.first() + "-" + range.last())
                        .toList();
        return "source: %s\nocr: %s\nlanguages: %s\npages: %s\nmodels: %s\nfigures: %s\ntables: %s\n"
                .formatted(
                        source,
                        options.ocr(),
                        options.languages(),
                        ranges,
                        options.models(),
                        options.figures(),
                        options.joinTables());
    }

    private void report(Path file, List<Page> read, ObjectNode line, double seconds) {
        boolean good;
        synchronized (this) {
            good = ParseCommand.report(file, read, output);
        }
        if (!good) {
            failures.incrementAndGet();
        }
        pages.addAndGet(read.size());
        long failed = count(read, PageStatus.Failed.class);
        line.put("pages", read.size())
                .put("failedPages", failed)
                .put("partialPages", count(read, PageStatus.Partial.class))
                .put("seconds", seconds);
        print(line, String.format(Locale.ROOT, "%s: %d pages, %.2f s", file, read.size(), seconds));
    }

    private static long count(List<Page> pages, Class<? extends PageStatus> status) {
        return pages.stream().filter(page -> status.isInstance(page.status())).count();
    }

    private synchronized void print(ObjectNode line, String text) {
        output.object(line);
        if (!text.isEmpty()) {
            output.line(text);
        }
    }

    private void manifest(Map<Path, String> documents) {
        ObjectNode config = Output.node();
        config.put("formats", formats.toString())
                .put("ocr", options.ocr().name().toLowerCase(Locale.ROOT))
                .put("languages", String.join("+", options.languages()))
                .put("models", options.models().name().toLowerCase(Locale.ROOT));
        ObjectNode metrics = Output.node();
        metrics.put("documents", documents.size())
                .put("skipped", skipped.get())
                .put("pages", pages.get())
                .put("failures", failures.get());
        Manifest.of("parse", config, Map.of()).withMetrics(metrics).write(out);
    }
}
