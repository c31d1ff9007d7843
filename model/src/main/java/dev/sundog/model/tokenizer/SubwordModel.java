package dev.sundog.model.tokenizer;

/** From a piece of text to ids: what {@code model} of a tokenizer.json says. Thread-safe. */
interface SubwordModel {
    /** Appends the ids of {@code text} from {@code start} to {@code end}. */
    void encode(String text, int start, int end, IdBuffer ids);
}
