package dev.sundog.model.checkpoint;

import dev.sundog.model.tokenizer.Tokenizer;

import java.util.Optional;

/** The files of a model beside its weights. Thread-safe. */
interface Companions {
    /** A file by its Hugging Face name. */
    Optional<byte[]> find(String fileName);

    /** The tokenizer, where there is a shorter way to it than through the files. */
    default Optional<Tokenizer> openTokenizer() {
        return Optional.empty();
    }
}
