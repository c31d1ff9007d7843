package dev.sundog.document;

import dev.sundog.document.pdf.PdfLimits;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How a document is to be read. Immutable; made by {@link #builder}.
 *
 * @param ocr when text is recognised on pixels
 * @param languages of recognition, ISO 639-2 codes as Tesseract's data are named
 * @param pages which pages
 * @param password of an encrypted PDF, empty if none
 * @param models whether models that are installed may be used
 * @param folders where models and Tesseract's data may lie, besides the usual places
 * @param figures whether pictures are cropped as PNG
 * @param joinTables whether tables over page breaks become one
 * @param threads pages read at once
 * @param limits bounds that a hostile file meets
 */
public record AnalyzerOptions(
        Ocr ocr,
        List<String> languages,
        PageRanges pages,
        String password,
        Models models,
        List<Path> folders,
        boolean figures,
        boolean joinTables,
        int threads,
        PdfLimits limits) {
    /** When text is recognised on pixels. */
    public enum Ocr {
        /** Where a page or region has no text that can be trusted. */
        AUTO,
        /** On every page. */
        FORCE,
        /** Never. */
        OFF
    }

    /** Which models may be used. */
    public enum Models {
        /** Those that are installed. */
        AUTO,
        /** None: geometry and Tesseract alone. */
        NONE
    }

    public AnalyzerOptions {
        Objects.requireNonNull(ocr);
        languages = List.copyOf(languages);
        Objects.requireNonNull(pages);
        Objects.requireNonNull(password);
        Objects.requireNonNull(models);
        folders = List.copyOf(folders);
        Objects.requireNonNull(limits);
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads; expected at least 1");
        }
        if (languages.isEmpty()) {
            throw new IllegalArgumentException("no languages");
        }
    }

    /** All pages, recognition where needed in English, Korean and Japanese, one thread a core. */
    public static AnalyzerOptions standard() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.ocr = ocr;
        builder.languages = languages;
        builder.pages = pages;
        builder.password = password;
        builder.models = models;
        builder.folders = folders;
        builder.figures = figures;
        builder.joinTables = joinTables;
        builder.threads = threads;
        builder.limits = limits;
        return builder;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private Ocr ocr = Ocr.AUTO;
        private List<String> languages = List.of("eng", "kor", "jpn");
        private PageRanges pages = PageRanges.all();
        private String password = "";
        private Models models = Models.AUTO;
        private List<Path> folders = List.of();
        private boolean figures = true;
        private boolean joinTables = true;
        private int threads = Runtime.getRuntime().availableProcessors();
        private PdfLimits limits = PdfLimits.standard();

        private Builder() {}

        public Builder ocr(Ocr value) {
            ocr = value;
            return this;
        }

        public Builder languages(List<String> value) {
            languages = List.copyOf(value);
            return this;
        }

        public Builder pages(PageRanges value) {
            pages = value;
            return this;
        }

        public Builder password(String value) {
            password = value;
            return this;
        }

        public Builder models(Models value) {
            models = value;
            return this;
        }

        public Builder folders(List<Path> value) {
            folders = List.copyOf(value);
            return this;
        }

        public Builder figures(boolean value) {
            figures = value;
            return this;
        }

        public Builder joinTables(boolean value) {
            joinTables = value;
            return this;
        }

        public Builder threads(int value) {
            threads = value;
            return this;
        }

        public Builder limits(PdfLimits value) {
            limits = value;
            return this;
        }

        public AnalyzerOptions build() {
            return new AnalyzerOptions(
                    ocr,
                    languages,
                    pages,
                    password,
                    models,
                    folders,
                    figures,
                    joinTables,
                    threads,
                    limits);
        }
    }
}
