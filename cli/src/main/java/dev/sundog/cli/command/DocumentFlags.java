package dev.sundog.cli.command;

import dev.sundog.server.document.DocumentLimits;

import picocli.CommandLine.Option;

import java.time.Duration;

/** What documents handed to the server may cost. */
final class DocumentFlags {
    @Option(
            names = "--max-upload",
            paramLabel = "BYTES",
            defaultValue = "52428800",
            description = "Largest request with a document (default: ${DEFAULT-VALUE}).")
    private long uploadBytes;

    @Option(
            names = "--max-pages",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most pages read of a document (default: ${DEFAULT-VALUE}).")
    private int pages;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "100000000",
            description = "Most pixels of a picture of a page (default: ${DEFAULT-VALUE}).")
    private long pixels;

    @Option(
            names = "--document-timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Most time for reading a document (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--document-jobs",
            paramLabel = "N",
            defaultValue = "2",
            description = "Documents read at once (default: ${DEFAULT-VALUE}).")
    private int jobs;

    /**
     * @throws IllegalArgumentException if one makes no sense
     */
    DocumentLimits limits() {
        DocumentLimits usual = DocumentLimits.defaults();
        return new DocumentLimits(
                uploadBytes,
                pages,
                pixels,
                Duration.ofSeconds(timeout),
                jobs,
                usual.waiting(),
                usual.kept(),
                usual.keep());
    }
}
