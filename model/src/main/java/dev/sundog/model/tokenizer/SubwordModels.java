package dev.sundog.model.tokenizer;

import tools.jackson.databind.JsonNode;

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
        boolean bytePairs = type.equals("BPE") || (type.isEmpty() && file.merges().size() > 0);
        if (bytePairs && !file.hasScores()) {
            return bytePair(file, byteLevel);
        }
        if (type.equals("Unigram") && file.hasScores() && !byteLevel) {
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
                        unknown.isEmpty() ? -1 : file.vocabulary().find(unknown));
        return Optional.of(new BytePairModel(file.vocabulary(), file.ranks(), settings));
    }

    private static Optional<SubwordModel> unigram(TokenizerFile file) {
        JsonNode unknown = file.model().path("unk_id");
        if (!unknown.isInt()) {
            return Optional.empty();
        }
        int id = unknown.intValue();
        if (id < 0 || id >= file.scores().length) {
            throw file.broken(
                    "model.unk_id is " + id + ", expected 0 to " + (file.scores().length - 1));
        }
        boolean byteFallback = file.model().path("byte_fallback").asBoolean(false);
        return Optional.of(new UnigramModel(file.vocabulary(), file.scores(), id, byteFallback));
    }
}
