package dev.sundog.document.score;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How like its truth the reading of one document is. A measure is absent when the truth has nothing
 * to measure. Immutable.
 *
 * @param readingOrder NID, and without tables NID-S
 * @param tables TEDS, and without text TEDS-S
 * @param headings MHS, and without text MHS-S
 */
public record DocumentScores(
        Optional<Similarity> readingOrder,
        Optional<Similarity> tables,
        Optional<Similarity> headings) {
    /** Scores a reading; both are Markdown with pipe tables or HTML tables. */
    public static DocumentScores of(String truth, String prediction) {
        return of(truth, prediction, false);
    }

    /**
     * The same.
     *
     * @param unwrapEmphasis whether Markdown's marks of emphasis do not count in NID, as in the
     *     versions of the bench after its published scores
     */
    public static DocumentScores of(String truth, String prediction, boolean unwrapEmphasis) {
        return new DocumentScores(
                ReadingOrder.score(truth, prediction, unwrapEmphasis),
                TableStructure.score(truth, prediction),
                Headings.score(truth, prediction));
    }

    /** TEDS and TEDS-S of two tables in HTML. */
    public static Similarity ofTables(String truth, String prediction) {
        return TableStructure.similarity(List.of(truth), List.of(prediction));
    }

    /** The mean of NID, TEDS and MHS, of those that are there. */
    public OptionalDouble overall() {
        return Stream.of(readingOrder, tables, headings)
                .flatMap(Optional::stream)
                .flatMapToDouble(measure -> DoubleStream.of(measure.full()))
                .average();
    }

    /** The value of one measure. */
    public OptionalDouble value(Measure measure) {
        return switch (measure) {
            case OVERALL -> overall();
            case NID -> full(readingOrder);
            case NID_S -> structure(readingOrder);
            case TEDS -> full(tables);
            case TEDS_S -> structure(tables);
            case MHS -> full(headings);
            case MHS_S -> structure(headings);
        };
    }

    private static OptionalDouble full(Optional<Similarity> measure) {
        return measure.map(value -> OptionalDouble.of(value.full())).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble structure(Optional<Similarity> measure) {
        return measure.map(value -> OptionalDouble.of(value.structure()))
                .orElse(OptionalDouble.empty());
    }
}
