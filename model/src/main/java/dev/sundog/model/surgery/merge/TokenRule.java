package dev.sundog.model.surgery.merge;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the embedding of a token comes from in models that do not have the token.
 *
 * @param source which embedding
 * @param force whether models that have the token get it too
 * @param place {@code file:line}, for errors
 */
public record TokenRule(Source source, boolean force, String place) {
    /** An embedding. */
    public sealed interface Source permits Zero, OfModel {}

    /** Zeros. */
    public record Zero() implements Source {}

    /**
     * A row of one model.
     *
     * @param model as named in the recipe
     * @param token whose row; without it and without {@code id}, the token's own
     * @param id number of the row
     */
    public record OfModel(String model, Optional<String> token, OptionalInt id) implements Source {}
}
