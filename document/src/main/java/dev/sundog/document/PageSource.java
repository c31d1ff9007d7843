package dev.sundog.document;

import dev.sundog.document.layout.PageLayout;

/** An open copy of a file whose pages can be read. For one thread at a time. */
sealed interface PageSource extends AutoCloseable permits PdfPages, PicturePages {
    int pageCount();

    /** The title in the file's own metadata, empty if there is none. */
    String title();

    /**
     * Reads a page and finds its layout.
     *
     * @param number from 1
     */
    PageLayout read(int number);

    @Override
    void close();
}
