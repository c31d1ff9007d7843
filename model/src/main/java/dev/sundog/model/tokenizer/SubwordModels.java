package dev.sundog.model.tokenizer;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the model that a tokenizer.json describes. */
final class SubwordModels {
    private SubwordModels() {}

    /**
     * The model, or nothing if it is of a kind not done here.
     *
     * @throws dev.sundog.model.failure.SundogException (data) if the file contradicts itself
     */
    static Optional<SubwordModel> read(TokenizerFile file, boolean byteLevel) {
        JsonNode model = file.model();
        String type = model.path("type").asString("");
        boolean bytePairs = type.equals("BPE") || (type.isEmpty() && !file.merges().isEmpty());
        if (bytePairs && file.pieces().isEmpty()) {
            return bytePair(file, byteLevel);
        }
        if (type.equals("Unigram") && !file.pieces().isEmpty() && !byteLevel) {
            return unigram(file);
        }
        return Optional.empty();
    }

    private static Optional<SubwordModel> bytePair(TokenizerFile file, boolean byteLevel) {
        JsonNode model = file.model();
        boolean plain =
                model.path("continuing_subword_prefix").asString("").isEmpty()
                        && model.path("end_of_word_suffix").asString("").isEmpty()
                        && model.path("dropout").asDouble(0) == 0;
        if (!plain) {
            return Optional.empty();
        }
        String unknown = model.path("unk_token").asString("");
        boolean byteFallback = model.path("byte_fallback").asBoolean(false);
        if (byteLevel && byteFallback) {
            return Optional.empty();
        }
        BytePairModel.Settings settings =
                new BytePairModel.Settings(
                        byteLevel,
                        byteFallback,
                        model.path("ignore_merges").asBoolean(false),
                        model.path("fuse_unk").asBoolean(false),
                        file.vocabulary().getOrDefault(unknown, -1));
        return Optional.of(new BytePairModel(file.vocabulary(), pairs(file), settings));
    }

    private static PairRanks pairs(TokenizerFile file) {
        Map<String, Integer> ids = file.vocabulary();
        List<String> merges = file.merges();
        PairRanks pairs = new PairRanks(merges.size() / 2);
        for (int i = 0; i < merges.size(); i += 2) {
            String left = merges.get(i);
            String right = merges.get(i + 1);
            Integer leftId = ids.get(left);
            Integer rightId = ids.get(right);
            Integer joined = ids.get(left.concat(right));
            if (leftId == null || rightId == null || joined == null) {
                String missing = leftId == null ? left : rightId == null ? right : left + right;
                throw file.broken(
                        "model.merges: merge "
                                + i / 2
                                + " is '"
                                + left
                                + "' and '"
                                + right
                                + "', but '"
                                + missing
                                + "' is not in model.vocab");
            }
            pairs.put(leftId, rightId, i / 2, joined);
        }
        return pairs;
    }

    private static Optional<SubwordModel> unigram(TokenizerFile file) {
        JsonNode unknown = file.model().path("unk_id");
        if (!unknown.isInt()) {
            return Optional.empty();
        }
        int id = unknown.intValue();
        if (id < 0 || id >= file.pieces().size()) {
            throw file.broken(
                    "model.unk_id is " + id + ", expected 0 to " + (file.pieces().size() - 1));
        }
        boolean byteFallback = file.model().path("byte_fallback").asBoolean(false);
        return Optional.of(new UnigramModel(file.pieces(), file.scores(), id, byteFallback));
    }
}
