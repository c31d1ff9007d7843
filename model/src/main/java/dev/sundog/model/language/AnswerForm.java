package dev.sundog.model.language;

/**
 * A form that an answer is bound to: each of its tokens is chosen among those that the form admits,
 * and it may end only where the form is complete. A model that cannot do so refuses it.
 */
public sealed interface AnswerForm {
    /** A JSON object, any. */
    record JsonObject() implements AnswerForm {}

    /**
     * A JSON value that a schema admits.
     *
     * @param schema JSON Schema, as text
     */
    record JsonSchema(String schema) implements AnswerForm {}

    /**
     * A text of a grammar.
     *
     * @param grammar in llama.cpp's GBNF
     */
    record Gbnf(String grammar) implements AnswerForm {}

    /**
     * A text that matches as a whole.
     *
     * @param pattern a regular expression as ECMA-262 writes them
     */
    record Regex(String pattern) implements AnswerForm {}
}
