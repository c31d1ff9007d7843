package dev.sundog.cli.command;

import dev.sundog.cli.progress.Interruption;
import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.cli.store.ModelStore;
import dev.sundog.document.AnalyzerOptions;
import dev.sundog.document.LayoutAnalyzer;
import dev.sundog.document.PageRanges;
import dev.sundog.document.html.Figures;
import dev.sundog.document.html.OutputFormat;
import dev.sundog.document.tree.Document;
import dev.sundog.document.tree.Page;
import dev.sundog.document.tree.PageStatus;
import dev.sundog.document.vision.ModelFolder;
import dev.sundog.model.failure.SundogException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code parse FILE|DIR…}: documents in reading order, as HTML, Markdown, JSON or text. */
@Command(
        name = "parse",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog parse report.pdf -o parsed --format html,markdown", ""},
        description = {
            "Layout Analyzer: read PDF files and pictures of pages the way people do. One FILE and"
                    + " no -o prints the first format. With -o what is done already is skipped."
        })
final class ParseCommand implements Callable<Integer> {
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final int BAD_INPUT = SundogException.Kind.DATA.exitStatus();

    @Parameters(paramLabel = "FILE|DIR", arity = "1..*")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "-o", paramLabel = "DIR", description = "Folder of the results.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "LIST",
            description = "Of html, markdown, json, text; the first is printed (default: html).")
    private String formats = "html";

    @Option(
            names = "--ocr",
            paramLabel = "WHEN",
            description = "auto: where the text cannot be trusted, force or off (default: auto).")
    private String ocr = "auto";

    @Option(
            names = "--lang",
            paramLabel = "LIST",
            description = "Languages of recognition (default: eng+kor+jpn).")
    private String languages = "eng+kor+jpn";

    @Option(
            names = "--pages",
            paramLabel = "RANGES",
            description = "E.g. 1-3,7,10- (default: all).")
    private Optional<String> pages = Optional.empty();

    @Option(names = "--password", paramLabel = "P", description = "Of an encrypted PDF.")
    private String password = "";

    @Option(
            names = "--models",
            paramLabel = "WHICH",
            description = "auto: those that are installed, or none (default: auto).")
    private String models = "auto";

    @Option(names = "--threads", paramLabel = "N", description = "Pages at once (default: cores).")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--force", description = "Parse again what is done.")
    private boolean force;

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        List<OutputFormat> wanted = formats();
        AnalyzerOptions options = options();
        try (Interruption.Scope scope = Interruption.during("stopping; what is parsed is kept");
                ProgressDisplay progress = output.progress()) {
            if (out.isPresent()) {
                ParseJob job = new ParseJob(out.get(), wanted, options, force, output, progress);
                return job.run(inputs) ? 0 : BAD_INPUT;
            }
            return print(wanted.getFirst(), options, progress);
        }
    }

    private int print(OutputFormat format, AnalyzerOptions options, ProgressDisplay progress) {
        if (inputs.size() > 1 || Files.isDirectory(inputs.getFirst())) {
            throw SundogException.user(
                    "parse-output", "several documents need a folder for the results; add -o DIR");
        }
        Path file = inputs.getFirst();
        Figures figures =
                switch (format) {
                    case HTML, JSON -> new Figures.Embedded();
                    case MARKDOWN, TEXT -> new Figures.Omitted();
                };
        boolean pictures = figures instanceof Figures.Embedded;
        Document document =
                new LayoutAnalyzer(
                                options.toBuilder().figures(pictures).build(),
                                ParseJob.interruptible(progress))
                        .analyze(file);
        String text = format.write(document, figures);
        output.text(text);
        output.object(
                Output.node()
                        .put("file", file.toString())
                        .put("pages", document.pages().size())
                        .put("text", text));
        return report(file, document.pages(), output) ? 0 : BAD_INPUT;
    }

    /** Says which pages are not complete; false if one failed. */
    static boolean report(Path file, List<Page> pages, Output output) {
        boolean good = true;
        remark(pages, output);
        for (Page page : pages) {
            switch (page.status()) {
                case PageStatus.Complete complete -> {}
                case PageStatus.Partial partial ->
                        output.error(
                                "sundog: %s, page %d: in part: %s"
                                        .formatted(file, page.number(), partial.reason()));
                case PageStatus.Failed failed -> {
                    good = false;
                    output.error(
                            "sundog: %s, page %d: %s"
                                    .formatted(file, page.number(), failed.reason()));
                }
            }
        }
        return good;
    }

    /** Says once that pages of pixels would be read better with models. */
    private static void remark(List<Page> pages, Output output) {
        boolean recognized =
                pages.stream()
                        .flatMap(page -> page.engines().stream())
                        .anyMatch(engine -> engine.startsWith("tesseract"));
        if (recognized
                && ModelFolder.find(ModelStore.ofProcess().bundles()).isEmpty()
                && TOLD.compareAndSet(false, true)) {
            output.note(
                    "remark: no models of layout and text are installed; pages of pixels are read"
                            + " by geometry and Tesseract (to have them: ./sundog pull layout)");
        }
    }

    private AnalyzerOptions options() {
        AnalyzerOptions.Builder builder = AnalyzerOptions.builder();
        builder.ocr(choice("ocr", ocr, AnalyzerOptions.Ocr.values()));
        builder.models(choice("models", models, AnalyzerOptions.Models.values()));
        List<String> codes =
                Arrays.stream(languages.split("[+,]")).filter(code -> !code.isBlank()).toList();
        if (codes.isEmpty()) {
            throw SundogException.user("lang", "--lang: expected languages, e.g. eng+kor");
        }
        builder.languages(codes).password(password);
        pages.map(PageRanges::parse).ifPresent(builder::pages);
        if (threads.filter(count -> count < 1).isPresent()) {
            throw SundogException.user(
                    "threads", "--threads " + threads.get() + ": expected at least 1");
        }
        threads.ifPresent(builder::threads);
        builder.folders(ModelStore.ofProcess().bundles());
        return builder.build();
    }

    private List<OutputFormat> formats() {
        LinkedHashSet<OutputFormat> wanted = new LinkedHashSet<>();
        for (String name : formats.split(",")) {
            wanted.add(choice("format", name.strip(), OutputFormat.values()));
        }
        return List.copyOf(wanted);
    }

    private static <E extends Enum<E>> E choice(String option, String name, E[] known) {
        for (E value : known) {
            if (value.name().equalsIgnoreCase(name)) {
                return value;
            }
        }
        List<String> names =
                Arrays.stream(known).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
        throw SundogException.user(
                option, "--%s %s: expected %s".formatted(option, name, String.join(", ", names)));
    }
}
