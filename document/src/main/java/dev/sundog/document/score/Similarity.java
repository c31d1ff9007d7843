package dev.sundog.document.score;

/**
 * One measure of a document.
 *
 * @param full with the text, 0 to 1
 * @param structure the same with part of it left out: of NID the tables, of TEDS and MHS the text
 */
public record Similarity(double full, double structure) {
    /** Nothing alike. */
    static final Similarity NONE = new Similarity(0, 0);

    public Similarity {
        if (!(full >= 0 && full <= 1 && structure >= 0 && structure <= 1)) {
            throw new IllegalArgumentException("no similarity: " + full + ", " + structure);
        }
    }
}
