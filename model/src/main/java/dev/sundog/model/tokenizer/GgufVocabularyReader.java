package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** GGUF metadata to Hugging Face files. */
final class GgufVocabularyReader {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final GgufTokens tokens;

    private GgufVocabularyReader(GgufTokens tokens) {
        this.tokens = tokens;
    }

    static Map<String, byte[]> read(Map<String, Object> metadata, String origin) {
        Object model = metadata.get("tokenizer.ggml.model");
        if (model == null || model.equals("no_vocab") || model.equals("none")) {
            return Map.of();
        }
        String kind = model instanceof String named ? named : "";
        if (!List.of("gpt2", "gemma4", "llama", "t5", "bert").contains(kind)) {
            throw SundogException.data(
                    "gguf-tokenizer",
                    origin
                            + ": tokenizer.ggml.model is "
                            + model
                            + ", expected gpt2 (byte-level BPE), llama (SentencePiece BPE), t5"
                            + " (Unigram) or bert (WordPiece), the kinds supported; use the"
                            + " model's Hugging Face directory instead");
        }
        GgufVocabularyReader reader = new GgufVocabularyReader(new GgufTokens(metadata, origin));
        return switch (kind) {
            case "llama" -> reader.pieces(true);
            case "t5" -> reader.pieces(false);
            case "bert" -> reader.wordPieces();
            default -> reader.bytePairs(kind);
        };
    }

    private Map<String, byte[]> bytePairs(String kind) {
        PreTokenizer pre = preTokenizer(kind);
        OptionalInt bos = tokens.id("bos_token_id");
        OptionalInt eos = tokens.id("eos_token_id");
        boolean addBos = tokens.flag("add_bos_token", pre.addsBos()) && bos.isPresent();
        boolean addEos = tokens.flag("add_eos_token", false) && eos.isPresent();
        BytePairTokenizer tokenizer =
                new BytePairTokenizer(
                        tokens.list(),
                        merges(),
                        tokens.added(),
                        pre,
                        addBos ? List.of(bos.getAsInt()) : List.of(),
                        addEos ? List.of(eos.getAsInt()) : List.of());
        return files(tokenizer.toJson(), bos, eos, tokens.id("unknown_token_id"), addBos);
    }

    private Map<String, byte[]> pieces(boolean bytePairs) {
        OptionalInt bos = bytePairs ? tokens.id("bos_token_id", 1) : tokens.id("bos_token_id");
        OptionalInt eos = tokens.id("eos_token_id", bytePairs ? 2 : 1);
        OptionalInt unknown = tokens.id("unknown_token_id", bytePairs ? 0 : 2);
        if (unknown.isEmpty()) {
            throw tokens.broken("tokenizer.ggml.unknown_token_id is missing");
        }
        boolean addBos = tokens.flag("add_bos_token", bytePairs) && bos.isPresent();
        boolean addEos = tokens.flag("add_eos_token", !bytePairs) && eos.isPresent();
        boolean mergesSpaces = !bytePairs && tokens.flag("remove_extra_whitespaces", false);
        boolean prefixed = tokens.flag("add_space_prefix", bytePairs) || mergesSpaces;
        byte[] charsmap = bytePairs ? new byte[0] : tokens.bytes("precompiled_charsmap");
        if (charsmap.length > 0 && PrecompiledCharsmap.read(charsmap).isEmpty()) {
            throw tokens.broken(
                    "tokenizer.ggml.precompiled_charsmap is damaged: its length does not fit");
        }
        PieceDocument document =
                new PieceDocument(
                        bytePairs,
                        tokens.list(),
                        tokens.scores(),
                        tokens.types(),
                        charsmap,
                        prefixed ? PieceDocument.Prefix.EVERY_PART : PieceDocument.Prefix.NEVER,
                        mergesSpaces,
                        unknown.getAsInt(),
                        addBos ? List.of(bos.getAsInt()) : List.of(),
                        addEos ? List.of(eos.getAsInt()) : List.of(),
                        tokens.stripsRight());
        return files(document.toJson(), bos, eos, unknown, addBos);
    }

    private Map<String, byte[]> wordPieces() {
        OptionalInt first =
                tokens.id("bos_token_id").isPresent()
                        ? tokens.id("bos_token_id")
                        : tokens.id("cls_token_id", 101);
        OptionalInt last = tokens.id("seperator_token_id", 102);
        OptionalInt unknown = tokens.id("unknown_token_id", 100);
        if (unknown.isEmpty()) {
            throw tokens.broken("tokenizer.ggml.unknown_token_id is missing");
        }
        List<String> vocabulary = new ArrayList<>(tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            boolean word = tokens.types()[id] == PieceType.NORMAL;
            String token = tokens.string(id);
            boolean begins = token.startsWith(PieceDocument.MARK) && token.length() > 1;
            vocabulary.add(!word ? token : begins ? token.substring(1) : "##" + token);
        }
        if (vocabulary.stream().distinct().count() != vocabulary.size()) {
            throw tokens.broken("tokenizer.ggml.tokens has a word twice");
        }
        boolean lowercase = tokens.flag("normalizer.lowercase", true);
        WordPieceDocument document =
                new WordPieceDocument(
                        vocabulary,
                        tokens.added(),
                        lowercase,
                        tokens.flag("normalizer.strip_accents", lowercase),
                        vocabulary.get(unknown.getAsInt()),
                        first.isPresent() ? List.of(first.getAsInt()) : List.of(),
                        last.isPresent() ? List.of(last.getAsInt()) : List.of());
        return files(
                document.toJson(),
                OptionalInt.empty(),
                tokens.id("eos_token_id"),
                unknown,
                first.isPresent());
    }

    private PreTokenizer preTokenizer(String kind) {
        String name = kind.equals("gemma4") ? kind : tokens.text("tokenizer.ggml.pre").orElse("");
        return PreTokenizer.named(name.isEmpty() ? "default" : name)
                .orElseThrow(
                        () ->
                                tokens.broken(
                                        "the pre-tokenizer tokenizer.ggml.pre is '"
                                                + name
                                                + "', expected one of "
                                                + PreTokenizer.knownNames()
                                                + "; use the model's Hugging Face directory"
                                                + " instead"));
    }

    private List<String> merges() {
        String[] merges = tokens.strings("merges");
        for (int i = 0; i < merges.length; i++) {
            int space = merges[i].indexOf(' ', 1);
            String left = space < 0 ? "" : merges[i].substring(0, space);
            String right = space < 0 ? "" : merges[i].substring(space + 1);
            for (String part : List.of(left, right, left + right)) {
                if (!tokens.contains(part)) {
                    throw tokens.broken(
                            "merge "
                                    + i
                                    + " of tokenizer.ggml.merges is '"
                                    + merges[i]
                                    + "', but '"
                                    + part
                                    + "' is not in the vocabulary");
                }
            }
        }
        return Arrays.asList(merges);
    }

    private Map<String, byte[]> files(
            byte[] tokenizerJson,
            OptionalInt bos,
            OptionalInt eos,
            OptionalInt unknown,
            boolean addBos) {
        Optional<String> template = tokens.text("tokenizer.chat_template");
        TokenizerFiles names =
                new TokenizerFiles(
                        tokens.token(bos),
                        tokens.token(eos),
                        tokens.token(tokens.id("padding_token_id")),
                        tokens.token(unknown),
                        addBos,
                        template);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tokenizer.json", tokenizerJson);
        files.putAll(names.toFiles());
        files.put("generation_config.json", generationConfig(bos, eos));
        return files;
    }

    private byte[] generationConfig(OptionalInt bos, OptionalInt eos) {
        ObjectNode config = MAPPER.createObjectNode();
        bos.ifPresent(id -> config.put("bos_token_id", id));
        OptionalInt turn = tokens.id("eot_token_id");
        if (eos.isPresent() && turn.isPresent() && turn.getAsInt() != eos.getAsInt()) {
            config.putArray("eos_token_id").add(eos.getAsInt()).add(turn.getAsInt());
        } else {
            eos.ifPresent(id -> config.put("eos_token_id", id));
        }
        tokens.id("padding_token_id").ifPresent(id -> config.put("pad_token_id", id));
        return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
