package dev.sundog.document.tree;

/** Kinds of elements. Source: the categories of Upstage's Document Parse. */
public enum Category {
    PARAGRAPH("paragraph"),
    HEADING1("heading1"),
    HEADING2("heading2"),
    HEADING3("heading3"),
    HEADER("header"),
    FOOTER("footer"),
    CAPTION("caption"),
    TABLE("table"),
    FIGURE("figure"),
    CHART("chart"),
    EQUATION("equation"),
    LIST("list"),
    INDEX("index"),
    FOOTNOTE("footnote");

    private final String label;

    Category(String label) {
        this.label = label;
    }

    /** The name in JSON and HTML. */
    public String label() {
        return label;
    }

    /** 1 to 3 for headings, else 0. */
    public int headingLevel() {
        return this.compareTo(HEADING1) >= 0 && this.compareTo(HEADING3) <= 0
                ? ordinal() - HEADING1.ordinal() + 1
                : 0;
    }
}
