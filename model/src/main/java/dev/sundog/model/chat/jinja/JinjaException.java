package dev.sundog.model.chat.jinja;

/** A template that is malformed, goes wrong, or refuses its input. Carries a line once known. */
final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final int line;

    private JinjaException(String message, boolean refused, int line) {
        super(message, null, false, false);
        this.refused = refused;
        this.line = line;
    }

    /** Went wrong where the interpreter knows the line. */
    JinjaException(String message) {
        this(message, false, 0);
    }

    /** Is malformed at that line, from 1. */
    JinjaException(String message, int line) {
        this(message, false, line);
    }

    /** What the template itself says through {@code raise_exception}. */
    static JinjaException refusal(String message) {
        return new JinjaException(message, true, 0);
    }

    boolean refused() {
        return refused;
    }

    /** The line, or 0 if not known here. */
    int line() {
        return line;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
