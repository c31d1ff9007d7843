package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Makes tokenizers from the files that Hugging Face keeps beside a model. */
public final class Tokenizers {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String JSON = "tokenizer.json";
    private static final String MODEL = "tokenizer.model";

    private Tokenizers() {}

    /**
     * The tokenizer that the files describe: byte-pair encoding and Unigram run in Java, WordPiece
     * and other kinds by the Hugging Face library. Truncation and padding that they ask for are
     * off.
     *
     * @param tokenizerJson {@code tokenizer.json}
     * @param tokenizerConfigJson {@code tokenizer_config.json}, which names BOS and EOS
     * @param origin where they came from, named in errors
     * @throws SundogException (data) if a file is broken, (resource) if the native library cannot
     *     be loaded
     */
    public static Tokenizer fromJson(
            byte[] tokenizerJson, Optional<byte[]> tokenizerConfigJson, String origin) {
        TokenizerFile file = TokenizerCache.read(tokenizerJson, origin);
        TokenizerVocabulary vocabulary = new TokenizerVocabulary(file.vocabulary(), file.added());
        JsonNode config =
                tokenizerConfigJson
                        .map(bytes -> readConfig(bytes, origin))
                        .orElseGet(MAPPER::createObjectNode);
        return of(
                file,
                vocabulary,
                new SubwordTokenizer.SpecialTokens(
                        specialId(config, "bos_token", vocabulary),
                        specialId(config, "eos_token", vocabulary)),
                () -> tokenizerJson,
                origin);
    }

    /**
     * The tokenizer that a file describes.
     *
     * @param tokenizerJson the file itself, for the library
     */
    static Tokenizer of(
            TokenizerFile file,
            OptionalInt bos,
            OptionalInt eos,
            Supplier<byte[]> tokenizerJson,
            String origin) {
        return of(
                file,
                new TokenizerVocabulary(file.vocabulary(), file.added()),
                new SubwordTokenizer.SpecialTokens(bos, eos),
                tokenizerJson,
                origin);
    }

    private static Tokenizer of(
            TokenizerFile file,
            TokenizerVocabulary vocabulary,
            SubwordTokenizer.SpecialTokens specials,
            Supplier<byte[]> tokenizerJson,
            String origin) {
        return SubwordTokenizer.of(file, vocabulary, specials)
                .orElseGet(
                        () -> openNative(tokenizerJson.get(), file, vocabulary, specials, origin));
    }

    /**
     * What a SentencePiece model ({@code tokenizer.model}) says, as the files that {@link
     * #fromJson} takes: {@code tokenizer.json} and, unless there is one, {@code
     * tokenizer_config.json}.
     *
     * @param tokenizerConfigJson {@code tokenizer_config.json} beside it
     * @param origin the file, named in errors
     * @throws SundogException (data, {@code sentencepiece-model}) if it is none, or neither BPE nor
     *     Unigram
     */
    public static Map<String, byte[]> fromSentencePiece(
            byte[] tokenizerModel, Optional<byte[]> tokenizerConfigJson, String origin) {
        return SentencePieceModel.read(tokenizerModel, origin).files(tokenizerConfigJson);
    }

    private static Tokenizer openNative(
            byte[] tokenizerJson,
            TokenizerFile file,
            TokenizerVocabulary vocabulary,
            SubwordTokenizer.SpecialTokens specials,
            String origin) {
        NativeLimits.check(file);
        return new NativeTokenizer(
                NativeTokenizer.open(tokenizerJson, origin),
                vocabulary,
                TokenDecoder.read(file.part("decoder")),
                specials.bos(),
                specials.eos());
    }

    /**
     * Whether {@link #open} takes what a path names: a file {@code *.json} or {@code *.model}, or a
     * folder with {@code tokenizer.json} or {@code tokenizer.model} and no {@code config.json}.
     */
    public static boolean isTokenizer(Path path) {
        if (Files.isDirectory(path)) {
            return !Files.exists(path.resolve("config.json"))
                    && (Files.isRegularFile(path.resolve(JSON))
                            || Files.isRegularFile(path.resolve(MODEL)));
        }
        String name = path.toString();
        return Files.isRegularFile(path) && (name.endsWith(".json") || name.endsWith(".model"));
    }

    /**
     * The tokenizer in a file or folder without weights.
     *
     * @throws SundogException (data) if it is broken or cannot be read
     */
    public static Tokenizer open(Path path) {
        Path file = path;
        if (Files.isDirectory(path)) {
            boolean json = Files.isRegularFile(path.resolve(JSON));
            file = path.resolve(json ? JSON : MODEL);
        }
        Path beside = file.resolveSibling("tokenizer_config.json");
        Optional<byte[]> config =
                Files.isRegularFile(beside) ? Optional.of(read(beside)) : Optional.empty();
        if (file.toString().endsWith(".json")) {
            return fromJson(read(file), config, file.toString());
        }
        Map<String, byte[]> files = fromSentencePiece(read(file), config, file.toString());
        Optional<byte[]> names =
                config.or(() -> Optional.ofNullable(files.get("tokenizer_config.json")));
        return fromJson(
                Objects.requireNonNull(files.get(JSON), "a model has a tokenizer.json"),
                names,
                file.toString());
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw SundogException.data(
                    "tokenizer-read",
                    file + ": cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
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
