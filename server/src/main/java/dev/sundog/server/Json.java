package dev.sundog.server;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON of requests and answers. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static byte[] bytes(ObjectNode node) {
        return MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    }

    static String text(ObjectNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /**
     * A request's body.
     *
     * @throws ApiException 400 if it is no JSON object
     */
    static ObjectNode parse(byte[] body) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JacksonException malformed) {
            throw ApiException.request(
                    "invalid_json",
                    "The body is not valid JSON: " + malformed.getOriginalMessage());
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.request("invalid_json", "The body must be a JSON object.");
    }

    /** The object that a text is, if it is one. */
    static Optional<ObjectNode> objectIn(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    /** An object as maps, lists, texts and numbers. */
    static Map<String, Object> plain(JsonNode object) {
        return MAPPER.convertValue(object, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** OpenAI's error object. */
    static ObjectNode error(ApiException failure) {
        ObjectNode root = object();
        ObjectNode error = root.putObject("error");
        error.put("message", String.valueOf(failure.getMessage()));
        error.put("type", failure.type());
        failure.param()
                .ifPresentOrElse(param -> error.put("param", param), () -> error.putNull("param"));
        failure.code()
                .ifPresentOrElse(code -> error.put("code", code), () -> error.putNull("code"));
        return root;
    }
}
