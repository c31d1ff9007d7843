package dev.sundog.server;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/** {@code stream_options}. */
final class StreamOptions {
    private StreamOptions() {}

    /** Whether the stream is to end with the usage. */
    static boolean includeUsage(Fields fields) {
        Optional<JsonNode> options = fields.find("stream_options");
        if (options.isEmpty()) {
            return false;
        }
        if (!options.get().isObject()) {
            throw Fields.wrongType("stream_options", "an object", options.get());
        }
        if (!fields.flag("stream")) {
            throw ApiException.field(
                    "stream_options", "invalid_value", "'stream_options' needs 'stream': true.");
        }
        return options.get().path("include_usage").asBoolean(false);
    }
}
