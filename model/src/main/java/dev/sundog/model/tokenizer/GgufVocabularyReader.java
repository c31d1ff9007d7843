package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A vocabulary in GGUF metadata, as Hugging Face files and as what is run; each made when asked
 * for. Immutable.
 */
final class GgufVocabularyReader {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /**
     * What a kind of vocabulary comes to.
     *
     * @param document makes the tokenizer.json
     * @param file the same as what is run
     */
    private record Described(
            OptionalInt bos,
            OptionalInt eos,
            OptionalInt unknown,
            boolean addsBos,
            Supplier<byte[]> document,
            Supplier<TokenizerFile> file) {}

    private final GgufTokens tokens;
    private final String origin;
    private final Described described;

    private GgufVocabularyReader(GgufTokens tokens, String kind, String origin) {
        this.tokens = tokens;
        this.origin = origin;
        this.described =
                switch (kind) {
                    case "llama" -> pieces(true);
                    case "t5" -> pieces(false);
                    case "bert" -> wordPieces();
                    default -> bytePairs(kind);
                };
    }

    /** The vocabulary, if the metadata has one. */
    static Optional<GgufVocabularyReader> of(Map<String, Object> metadata, String origin) {
        Object model = metadata.get("tokenizer.ggml.model");
        if (model == null || model.equals("no_vocab") || model.equals("none")) {
            return Optional.empty();
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
        return Optional.of(
                new GgufVocabularyReader(new GgufTokens(metadata, origin), kind, origin));
    }

    /** The tokenizer. */
    Tokenizer open() {
        return Tokenizers.of(
                described.file().get(),
                described.bos(),
                described.eos(),
                described.document(),
                origin);
    }

    private Described bytePairs(String kind) {
        PreTokenizer pre = preTokenizer(kind);
        OptionalInt bos = tokens.id("bos_token_id");
        OptionalInt eos = tokens.id("eos_token_id");
        boolean addBos = tokens.flag("add_bos_token", pre.addsBos()) && bos.isPresent();
        boolean addEos = tokens.flag("add_eos_token", false) && eos.isPresent();
        Utf8Strings lines = tokens.strings("merges");
        MergeList merges = merges(lines);
        BytePairTokenizer tokenizer =
                new BytePairTokenizer(
                        tokens.list(),
                        lines,
                        tokens.added(),
                        pre,
                        addBos ? List.of(bos.getAsInt()) : List.of(),
                        addEos ? List.of(eos.getAsInt()) : List.of());
        return new Described(
                bos,
                eos,
                tokens.id("unknown_token_id"),
                addBos,
                tokenizer::toJson,
                () -> TokenizerFile.of(tokenizer.settingsJson(), tokens.index(), merges, origin));
    }

    private Described described(
            OptionalInt bos,
            OptionalInt eos,
            OptionalInt unknown,
            boolean addsBos,
            Supplier<byte[]> document) {
        return new Described(
                bos,
                eos,
                unknown,
                addsBos,
                document,
                () -> TokenizerFile.read(document.get(), origin));
    }

    private Described pieces(boolean bytePairs) {
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
        if (!bytePairs) {
            return described(bos, eos, unknown, addBos, document::toJson);
        }
        return new Described(
                bos, eos, unknown, addBos, document::toJson, () -> bytePairsOf(document));
    }

    private TokenizerFile bytePairsOf(PieceDocument document) {
        MergeList merges =
                RankedPieces.merges(
                        tokens.index(),
                        tokens.scores(),
                        tokens.types(),
                        () ->
                                tokens.broken(
                                        "tokenizer.ggml.tokens implies more merges than any"
                                                + " vocabulary has"));
        return TokenizerFile.of(document.settingsJson(), tokens.index(), merges, origin);
    }

    private Described wordPieces() {
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
        return described(
                OptionalInt.empty(),
                tokens.id("eos_token_id"),
                unknown,
                first.isPresent(),
                document::toJson);
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

    private MergeList merges(Utf8Strings lines) {
        byte[] bytes = lines.bytes();
        TokenIndex index = tokens.index();
        MergeList.Parts parts =
                new MergeList.Parts() {
                    @Override
                    public int left(int merge) {
                        int start = lines.start(merge);
                        int length = leftLength(merge);
                        return length < lines.length(merge) ? index.find(bytes, start, length) : -1;
                    }

                    @Override
                    public int right(int merge) {
                        int left = leftLength(merge);
                        int start = lines.start(merge) + left + 1;
                        return index.find(bytes, start, lines.length(merge) - left - 1);
                    }

                    /** Up to a space that is not the first byte. */
                    private int leftLength(int merge) {
                        int length = lines.length(merge);
                        int start = lines.start(merge);
                        int space = 1;
                        while (space < length && bytes[start + space] != ' ') {
                            space++;
                        }
                        return space;
                    }
                };
        return MergeList.of(
                lines.size(),
                parts,
                index,
                merge ->
                        tokens.broken(
                                "merge "
                                        + merge
                                        + " of tokenizer.ggml.merges is '"
                                        + lines.get(merge)
                                        + "', but not both parts and what they make are in the"
                                        + " vocabulary"));
    }

    /** All files. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tokenizer.json", document());
        files.putAll(settings());
        return files;
    }

    /** The tokenizer.json. */
    byte[] document() {
        return described.document().get();
    }

    /** The files but tokenizer.json. */
    Map<String, byte[]> settings() {
        Optional<String> template = tokens.text("tokenizer.chat_template");
        TokenizerFiles names =
                new TokenizerFiles(
                        tokens.token(described.bos()),
                        tokens.token(described.eos()),
                        tokens.token(tokens.id("padding_token_id")),
                        tokens.token(described.unknown()),
                        described.addsBos(),
                        template);
        Map<String, byte[]> files = new LinkedHashMap<>(names.toFiles());
        files.put("generation_config.json", generationConfig(described.bos(), described.eos()));
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
