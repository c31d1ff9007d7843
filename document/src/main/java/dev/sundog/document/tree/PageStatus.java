package dev.sundog.document.tree;

/** How far a page was read. */
public sealed interface PageStatus {
    /** All of it. */
    record Complete() implements PageStatus {}

    /** Something is missing: {@code reason} says what and what to do. */
    record Partial(String reason) implements PageStatus {}

    /** Nothing was read. */
    record Failed(String reason) implements PageStatus {}
}
