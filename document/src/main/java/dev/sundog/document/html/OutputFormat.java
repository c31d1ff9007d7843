package dev.sundog.document.html;

import dev.sundog.document.tree.Document;

/** The forms in which a document can be written. */
public enum OutputFormat {
    /** Semantic HTML 5 with {@code id}, {@code data-page} and {@code data-box}. */
    HTML("html"),
    /** GitHub's Markdown; tables with spans as HTML. */
    MARKDOWN("md"),
    /** JSON in the shape of Upstage's Document Parse. */
    JSON("json"),
    /** Text without marks. */
    TEXT("txt");

    private final String suffix;

    OutputFormat(String suffix) {
        this.suffix = suffix;
    }

    /** The suffix of its files, without a point. */
    public String suffix() {
        return suffix;
    }

    /** The document in this form, ending with a line break. */
    public String write(Document document, Figures figures) {
        return switch (this) {
            case HTML -> new HtmlWriter(figures).write(document);
            case MARKDOWN -> new MarkdownWriter(figures).write(document);
            case JSON -> new JsonWriter(figures).write(document);
            case TEXT -> new TextWriter().write(document);
        };
    }
}
