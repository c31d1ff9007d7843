package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;
import java.util.OptionalInt;

/** Makes tokenizers from the files that Hugging Face keeps beside a model. */
public final class Tokenizers {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Tokenizers() {}

    /**
     * The tokenizer that the files describe, run by the Hugging Face library; truncation and
     * padding that they ask for are off.
     *
     * @param tokenizerJson {@code tokenizer.json}
     * @param tokenizerConfigJson {@code tokenizer_config.json}, which names BOS and EOS
     * @param origin where they came from, named in errors
     * @throws SundogException (data) if a file is broken, (resource) if the native library cannot
     *     be loaded
     */
    public static Tokenizer fromJson(
            byte[] tokenizerJson, Optional<byte[]> tokenizerConfigJson, String origin) {
        TokenizerVocabulary vocabulary = TokenizerVocabulary.read(tokenizerJson, origin);
        JsonNode config =
                tokenizerConfigJson
                        .map(bytes -> readConfig(bytes, origin))
                        .orElseGet(MAPPER::createObjectNode);
        return new NativeTokenizer(
                NativeTokenizer.open(tokenizerJson, origin),
                vocabulary,
                specialId(config, "bos_token", vocabulary),
                specialId(config, "eos_token", vocabulary));
    }

    private static JsonNode readConfig(byte[] json, String origin) {
        try {
            JsonNode config = MAPPER.readTree(json);
            if (config.isObject()) {
                return config;
            }
        } catch (JacksonException malformed) {
            throw SundogException.data(
                    "tokenizer-broken",
                    origin + ": tokenizer_config.json: " + malformed.getOriginalMessage(),
                    malformed);
        }
        throw SundogException.data(
                "tokenizer-broken",
                origin + ": tokenizer_config.json is no JSON object; save the tokenizer again");
    }

    private static OptionalInt specialId(
            JsonNode config, String key, TokenizerVocabulary vocabulary) {
        JsonNode node = config.path(key);
        String token = node.isObject() ? node.path("content").asString("") : node.asString("");
        return token.isEmpty() ? OptionalInt.empty() : vocabulary.id(token);
    }
}
