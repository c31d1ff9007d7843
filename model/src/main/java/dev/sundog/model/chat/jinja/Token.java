package dev.sundog.model.chat.jinja;

/**
 * One token of a template.
 *
 * @param kind what it is
 * @param value text of data, name, string or operator; a Long or Double for numbers
 * @param line from 1
 */
record Token(Kind kind, Object value, int line) {
    enum Kind {
        DATA,
        BLOCK_BEGIN,
        BLOCK_END,
        VARIABLE_BEGIN,
        VARIABLE_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind expected, String text) {
        return kind == expected && value.equals(text);
    }

    boolean isName(String text) {
        return is(Kind.NAME, text);
    }

    boolean isOperator(String text) {
        return is(Kind.OPERATOR, text);
    }

    String text() {
        return value.toString();
    }

    /** For error messages. */
    String describe() {
        return switch (kind) {
            case DATA -> "text";
            case BLOCK_BEGIN -> "'{%'";
            case BLOCK_END -> "'%}'";
            case VARIABLE_BEGIN -> "'{{'";
            case VARIABLE_END -> "'}}'";
            case END -> "the end of the template";
            case NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + value + "'";
        };
    }
}
