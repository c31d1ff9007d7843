package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code tokenizer.model} of SentencePiece, read as the protocol buffer it is, and what it says
 * as tokenizer.json.
 *
 * <p><b>Source:</b> sentencepiece_model.proto: {@code ModelProto} with pieces (1), trainer_spec
 * (2), normalizer_spec (3).
 */
final class SentencePieceModel {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int UNIGRAM = 1;
    private static final int BYTE_PAIRS = 2;

    private final String origin;
    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private int modelType = UNIGRAM;
    private int unknownId;
    private int bosId = 1;
    private int eosId = 2;
    private int padId = -1;
    private boolean suffixes;
    private byte[] charsmap = new byte[0];
    private boolean addsPrefix = true;
    private boolean removesExtraSpaces = true;

    private SentencePieceModel(String origin) {
        this.origin = origin;
    }

    /**
     * @param origin the file, named in errors
     * @throws SundogException (data, {@code sentencepiece-model}) if it is none, or of a kind that
     *     is neither BPE nor Unigram
     */
    static SentencePieceModel read(byte[] file, String origin) {
        SentencePieceModel model = new SentencePieceModel(origin);
        ProtocolFields fields = new ProtocolFields(file, 0, file.length, origin);
        while (fields.next()) {
            switch (fields.number()) {
                case 1 -> model.readPiece(fields.message("piece " + model.pieces.size()));
                case 2 -> model.readTrainer(fields.message("trainer_spec"));
                case 3 -> model.readNormalizer(fields.message("normalizer_spec"));
                default -> fields.skip();
            }
        }
        model.check();
        return model;
    }

    private void readPiece(ProtocolFields fields) {
        String piece = "";
        float score = 0;
        int type = PieceType.NORMAL;
        while (fields.next()) {
            switch (fields.number()) {
                case 1 -> piece = fields.string("piece " + pieces.size());
                case 2 -> score = fields.fixedFloat("score of piece " + pieces.size());
                case 3 -> type = fields.number("type of piece " + pieces.size());
                default -> fields.skip();
            }
        }
        int id = pieces.size();
        Integer earlier = ids.put(piece, id);
        if (piece.isEmpty() || earlier != null) {
            throw broken(
                    "piece "
                            + id
                            + (piece.isEmpty()
                                    ? " is empty"
                                    : " is '" + piece + "', as is piece " + earlier));
        }
        if (!Float.isFinite(score)) {
            throw broken("the score of piece " + id + " '" + piece + "' is " + score);
        }
        if (type < PieceType.NORMAL || type > PieceType.BYTE) {
            throw broken("the type of piece " + id + " '" + piece + "' is " + type);
        }
        pieces.add(piece);
        scores.add(score);
        types.add(type);
    }

    private void readTrainer(ProtocolFields fields) {
        while (fields.next()) {
            switch (fields.number()) {
                case 3 -> modelType = fields.number("model_type");
                case 24 -> suffixes = fields.number("treat_whitespace_as_suffix") != 0;
                case 40 -> unknownId = fields.number("unk_id");
                case 41 -> bosId = fields.number("bos_id");
                case 42 -> eosId = fields.number("eos_id");
                case 43 -> padId = fields.number("pad_id");
                default -> fields.skip();
            }
        }
    }

    private void readNormalizer(ProtocolFields fields) {
        while (fields.next()) {
            switch (fields.number()) {
                case 2 -> charsmap = fields.bytes("precompiled_charsmap");
                case 3 -> addsPrefix = fields.number("add_dummy_prefix") != 0;
                case 4 -> removesExtraSpaces = fields.number("remove_extra_whitespaces") != 0;
                default -> fields.skip();
            }
        }
    }

    private void check() {
        if (pieces.isEmpty()) {
            throw broken("it has no pieces");
        }
        if (modelType != UNIGRAM && modelType != BYTE_PAIRS) {
            throw broken(
                    "trainer_spec.model_type is "
                            + modelType
                            + ", expected 1 (Unigram) or 2 (BPE), the kinds supported");
        }
        if (suffixes) {
            throw broken("trainer_spec.treat_whitespace_as_suffix is not supported");
        }
        if (charsmap.length > 0 && PrecompiledCharsmap.read(charsmap).isEmpty()) {
            throw broken("normalizer_spec.precompiled_charsmap is damaged");
        }
        if (unknownId < 0 || unknownId >= pieces.size()) {
            throw broken(
                    "trainer_spec.unk_id is "
                            + unknownId
                            + ", expected 0 to "
                            + (pieces.size() - 1));
        }
    }

    /**
     * {@code tokenizer.json} and, unless there is one, {@code tokenizer_config.json}.
     *
     * @param configJson the {@code tokenizer_config.json} beside it, which may say whether BOS and
     *     EOS are added and whether every part of a text gets a prefix ({@code legacy})
     */
    Map<String, byte[]> files(Optional<byte[]> configJson) {
        JsonNode config = config(configJson);
        boolean addsBos = config.path("add_bos_token").asBoolean(modelType == BYTE_PAIRS);
        boolean addsEos = config.path("add_eos_token").asBoolean(modelType == UNIGRAM);
        PieceDocument.Prefix prefix =
                !addsPrefix
                        ? PieceDocument.Prefix.NEVER
                        : modelType == UNIGRAM
                                ? PieceDocument.Prefix.PARTS
                                : config.path("legacy").asBoolean(false)
                                        ? PieceDocument.Prefix.EVERY_PART
                                        : PieceDocument.Prefix.FIRST;
        PieceDocument document =
                new PieceDocument(
                        modelType == BYTE_PAIRS,
                        pieces,
                        scores.stream().mapToDouble(Float::doubleValue).toArray(),
                        types.stream().mapToInt(Integer::intValue).toArray(),
                        charsmap,
                        prefix,
                        removesExtraSpaces,
                        unknownId,
                        addsBos ? id(bosId) : List.of(),
                        addsEos ? id(eosId) : List.of(),
                        false);
        Map<String, byte[]> files = new HashMap<>();
        files.put("tokenizer.json", document.toJson());
        if (configJson.isEmpty()) {
            TokenizerFiles names =
                    new TokenizerFiles(
                            token(bosId),
                            token(eosId),
                            token(padId),
                            token(unknownId),
                            addsBos,
                            Optional.empty());
            files.put("tokenizer_config.json", names.configJson());
        }
        return files;
    }

    private List<Integer> id(int id) {
        return id >= 0 && id < pieces.size() ? List.of(id) : List.of();
    }

    private Optional<String> token(int id) {
        return id(id).stream().map(pieces::get).findFirst();
    }

    private JsonNode config(Optional<byte[]> configJson) {
        try {
            return configJson.map(MAPPER::readTree).orElseGet(MAPPER::createObjectNode);
        } catch (JacksonException malformed) {
            throw SundogException.data(
                    "tokenizer-broken",
                    origin + ": tokenizer_config.json: " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private SundogException broken(String why) {
        return SundogException.data(
                "sentencepiece-model",
                origin + ": this SentencePiece model cannot be used: " + why);
    }
}
