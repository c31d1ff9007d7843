package dev.sundog.model.language;

import java.util.List;

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

    /**
     * A text as it is.
     *
     * @param text what it is
     */
    record Text(String text) implements AnswerForm {}

    /**
     * One form after the other.
     *
     * @param parts in order
     */
    record Sequence(List<AnswerForm> parts) implements AnswerForm {
        public Sequence {
            parts = List.copyOf(parts);
        }

        public static Sequence of(AnswerForm... parts) {
            return new Sequence(List.of(parts));
        }
    }

    /**
     * Any one of several forms.
     *
     * @param forms at least one
     */
    record OneOf(List<AnswerForm> forms) implements AnswerForm {
        public OneOf {
            forms = List.copyOf(forms);
            if (forms.isEmpty()) {
                throw new IllegalArgumentException("no form to choose from");
            }
        }
    }

    /**
     * A form any number of times.
     *
     * @param form what is repeated
     */
    record Repeated(AnswerForm form) implements AnswerForm {}
}
