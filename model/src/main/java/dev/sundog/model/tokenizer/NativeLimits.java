package dev.sundog.model.tokenizer;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a tokenizer.json may reach the native library. A panic there ends the whole process, so
 * only kinds of steps whose every setting has been checked are let through; regular expressions,
 * whose search may panic on long texts, are not.
 */
final class NativeLimits {
    private static final Map<String, Set<String>> ALLOWED =
            Map.of(
                    "normalizer",
                    Set.of(
                            "Sequence",
                            "BertNormalizer",
                            "Lowercase",
                            "StripAccents",
                            "NFC",
                            "NFD",
                            "NFKC",
                            "NFKD",
                            "Strip",
                            "Prepend",
                            "Replace",
                            "Nmt"),
                    "pre_tokenizer",
                    Set.of(
                            "Sequence",
                            "BertPreTokenizer",
                            "Whitespace",
                            "WhitespaceSplit",
                            "Punctuation",
                            "Digits",
                            "Metaspace",
                            "ByteLevel",
                            "CharDelimiterSplit"),
                    "post_processor",
                    Set.of(
                            "TemplateProcessing",
                            "BertProcessing",
                            "RobertaProcessing",
                            "ByteLevel"),
                    "decoder",
                    Set.of(
                            "Sequence",
                            "WordPiece",
                            "ByteLevel",
                            "Metaspace",
                            "ByteFallback",
                            "Fuse",
                            "Replace",
                            "BPEDecoder"),
                    "model",
                    Set.of("WordPiece", "WordLevel", "BPE", "Unigram"));

    private final TokenizerFile file;

    private NativeLimits(TokenizerFile file) {
        this.file = file;
    }

    /**
     * @throws dev.sundog.model.failure.SundogException (data) if something is not let through
     */
    static void check(TokenizerFile file) {
        NativeLimits limits = new NativeLimits(file);
        limits.checkPart("normalizer", file.part("normalizer"));
        limits.checkPart("pre_tokenizer", file.part("pre_tokenizer"));
        limits.checkPart("post_processor", file.part("post_processor"));
        limits.checkPart("decoder", file.part("decoder"));
        limits.checkModel();
    }

    private void checkPart(String place, JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return;
        }
        String type = node.path("type").asString("");
        if (!ALLOWED.getOrDefault(place, Set.of()).contains(type)) {
            throw file.broken(place + " is of type '" + type + "', which is not supported");
        }
        for (String steps : List.of("normalizers", "pretokenizers", "decoders")) {
            node.path(steps).forEach(step -> checkPart(place, step));
        }
        if (node.has("pattern")
                && Normalization.text(node.path("pattern"), "String")
                        .filter(text -> !text.isEmpty())
                        .isEmpty()) {
            throw file.broken(
                    place + " has a pattern that is not supported: " + node.path("pattern"));
        }
        if (type.equals("TemplateProcessing")) {
            SubwordTokenizer.Frame.read(node, file);
            checkTemplate(node);
        }
    }

    /** The library looks every token of a template up without asking whether it is there. */
    private void checkTemplate(JsonNode node) {
        for (String list : List.of("single", "pair")) {
            for (JsonNode piece : node.path(list)) {
                String name = piece.path("SpecialToken").path("id").asString("");
                JsonNode found = node.path("special_tokens").path(name);
                boolean known = found.path("ids").isArray() && !found.path("ids").isEmpty();
                if (piece.has("SpecialToken") && !known) {
                    throw file.broken(
                            "post_processor: '"
                                    + list
                                    + "' names the token '"
                                    + name
                                    + "', which is not in its special_tokens");
                }
            }
        }
    }

    private void checkModel() {
        JsonNode model = file.model();
        String type = model.path("type").asString("");
        if (!ALLOWED.getOrDefault("model", Set.of()).contains(type)) {
            throw file.broken("model.type is '" + type + "', which is not supported");
        }
        String prefix = model.path("continuing_subword_prefix").asString("");
        if (!type.equals("BPE")) {
            return;
        }
        for (int i = 0; i < file.merges().size(); i++) {
            if (!String.valueOf(file.vocabulary().token(file.merges().right(i)))
                    .startsWith(prefix)) {
                throw file.broken(
                        "model.merges: the second part of merge "
                                + i
                                + " does not begin with continuing_subword_prefix '"
                                + prefix
                                + "'");
            }
        }
    }
}
