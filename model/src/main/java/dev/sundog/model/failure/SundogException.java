package dev.sundog.model.failure;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error a user is meant to read. The message names the file, tensor, line or key,
 * what was expected, what was found, and what to do. A bug is any other exception.
 *
 * <p>Immutable and thread-safe as exceptions are.
 */
public final class SundogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Whose matter an error is; decides the exit status of the command line and the status of HTTP.
     */
    public enum Kind {
        /** Wrong usage: a flag, verb or value that does not exist. */
        USER(2, 400),
        /** Bad input: a file, data, configuration or model. */
        DATA(3, 422),
        /** Something missing or exhausted: memory, disk, network, JDK, port. */
        RESOURCE(4, 503),
        /** Our fault. */
        INTERNAL(1, 500);

        private final int exitStatus;
        private final int httpStatus;

        Kind(int exitStatus, int httpStatus) {
            this.exitStatus = exitStatus;
            this.httpStatus = httpStatus;
        }

        public int exitStatus() {
            return exitStatus;
        }

        public int httpStatus() {
            return httpStatus;
        }
    }

    private final Kind kind;
    private final String code;

    private SundogException(Kind kind, String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    /** Wrong usage. {@code code} is stable, lower case with hyphens, e.g. {@code unknown-verb}. */
    public static SundogException user(String code, String message) {
        return new SundogException(Kind.USER, code, message, null);
    }

    /** Bad input, e.g. code {@code gguf-truncated}. */
    public static SundogException data(String code, String message) {
        return new SundogException(Kind.DATA, code, message, null);
    }

    /** Bad input, with the exception that revealed it. */
    public static SundogException data(String code, String message, Throwable cause) {
        return new SundogException(Kind.DATA, code, message, cause);
    }

    /** Something missing or exhausted, e.g. code {@code disk-full}. */
    public static SundogException resource(String code, String message) {
        return new SundogException(Kind.RESOURCE, code, message, null);
    }

    /** Something missing or exhausted, with the exception that revealed it. */
    public static SundogException resource(String code, String message, Throwable cause) {
        return new SundogException(Kind.RESOURCE, code, message, cause);
    }

    /** Our fault: a state that cannot be. */
    public static SundogException internal(String code, String message) {
        return new SundogException(Kind.INTERNAL, code, message, null);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** The message; never null here. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code : message;
    }
}
