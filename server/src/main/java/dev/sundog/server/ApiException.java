package dev.sundog.server;

import dev.sundog.model.failure.SundogException;

import java.util.Optional;

/** An answer that is an error, in OpenAI's terms. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String INVALID = "invalid_request_error";

    private final int status;
    private final String type;
    private final transient Optional<String> param;
    private final transient Optional<String> code;

    private ApiException(
            int status,
            String type,
            Optional<String> param,
            Optional<String> code,
            String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** 400 because of one field. */
    static ApiException field(String param, String code, String message) {
        return new ApiException(400, INVALID, Optional.of(param), Optional.of(code), message);
    }

    /** 400 because of the request as a whole. */
    static ApiException request(String code, String message) {
        return of(400, INVALID, code, message);
    }

    static ApiException of(int status, String type, String code, String message) {
        return new ApiException(status, type, Optional.empty(), Optional.of(code), message);
    }

    /** Any status for a request that is wrong. */
    static ApiException invalid(int status, String code, String message) {
        return of(status, INVALID, code, message);
    }

    static ApiException unknownModel(String id) {
        return new ApiException(
                404,
                INVALID,
                Optional.of("model"),
                Optional.of("model_not_found"),
                "The model '" + id + "' does not exist here; GET /v1/models lists those that do.");
    }

    /** The answer to whatever went wrong. */
    static ApiException describing(Throwable failure) {
        return switch (failure) {
            case ApiException known -> known;
            case SundogException known -> described(known);
            case OutOfMemoryError error ->
                    of(503, "server_error", "memory", "The server ran out of memory.");
            default ->
                    of(
                            500,
                            "server_error",
                            "internal_error",
                            "The server failed to answer: " + failure.getClass().getSimpleName());
        };
    }

    private static ApiException described(SundogException failure) {
        String message = failure.getMessage();
        return switch (failure.code()) {
            case "prompt-too-long", "context-full" -> request("context_length_exceeded", message);
            case "document-field" -> field("document", "invalid_document", message);
            case "pages", "too-many-pages" ->
                    field("pages", failure.code().replace('-', '_'), message);
            case "document-time" -> of(503, "timeout_error", "timeout", message);
            case "template-refused", "template-error" ->
                    field("messages", "invalid_conversation", message);
            case "no-chat-template" -> field("model", "no_chat_template", message);
            case "queue-full", "stopping" -> of(503, "overloaded_error", "overloaded", message);
            default ->
                    switch (failure.kind()) {
                        case USER, DATA -> request(failure.code(), message);
                        case RESOURCE -> of(503, "server_error", failure.code(), message);
                        case INTERNAL -> of(500, "server_error", failure.code(), message);
                    };
        };
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    Optional<String> param() {
        return param;
    }

    Optional<String> code() {
        return code;
    }
}
