package dev.sundog.model.tokenizer;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.AddedTokens.Added;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The part of GGUF metadata that SentencePiece and WordPiece vocabularies have. */
final class GgufPieces {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String MARK = PieceDocument.MARK;

    private final TokenizerFile file;
    private final int[] types;
    private final Function<String, SundogException> broken;

    /**
     * @param types by id; adapted here
     * @param broken makes an error that names the file
     */
    GgufPieces(TokenizerFile file, int[] types, Function<String, SundogException> broken) {
        this.file = file;
        this.types = types;
        this.broken = broken;
    }

    /** What the normaliser and the pre-tokenizer do, as far as GGUF can say it. */
    private static final class Spacing {
        private boolean prefix;
        private boolean removesExtraSpaces;
        private byte[] charsmap = new byte[0];
    }

    void putUnigram(Map<String, Object> metadata, String[] tokens) {
        Spacing spacing = spacing();
        int unknown = file.model().path("unk_id").asInt(-1);
        if (unknown < 0 || unknown >= tokens.length) {
            throw broken.apply("tokenizer.json: model.unk_id is " + unknown);
        }
        double[] scores = file.scores();
        float[] written = new float[tokens.length];
        for (int id = 0; id < scores.length; id++) {
            written[id] = (float) scores[id];
        }
        boolean fallsBack = file.model().path("byte_fallback").asBoolean(false);
        markTypes(tokens, fallsBack, unknown);
        put(metadata, "t5", tokens);
        metadata.put(PREFIX + "scores", written);
        metadata.put(PREFIX + "unknown_token_id", (long) unknown);
        metadata.put(PREFIX + "add_space_prefix", spacing.prefix);
        metadata.put(PREFIX + "remove_extra_whitespaces", spacing.removesExtraSpaces);
        if (spacing.charsmap.length > 0) {
            metadata.put(PREFIX + "precompiled_charsmap", spacing.charsmap);
        }
    }

    void putBytePairs(Map<String, Object> metadata, String[] tokens) {
        Spacing spacing = spacing();
        if (spacing.removesExtraSpaces || spacing.charsmap.length > 0) {
            throw broken.apply(
                    "tokenizer.json: llama.cpp does not normalise text of a SentencePiece BPE, but"
                            + " this normalizer does");
        }
        int unknown = file.vocabulary().find(file.model().path("unk_token").asString(""));
        markTypes(tokens, true, unknown);
        float[] scores = scores(tokens);
        put(metadata, "llama", tokens);
        metadata.put(PREFIX + "scores", scores);
        if (unknown >= 0) {
            metadata.put(PREFIX + "unknown_token_id", (long) unknown);
        }
        metadata.put(PREFIX + "add_space_prefix", spacing.prefix);
    }

    /** Scores that give llama.cpp the order of the merges: less the first merge into a token. */
    private float[] scores(String[] tokens) {
        int count = file.merges().size();
        Map<String, Integer> firstMerge = new HashMap<>();
        Set<Long> pairs = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int left = file.merges().left(i);
            int right = file.merges().right(i);
            firstMerge.putIfAbsent(tokens[left] + tokens[right], i);
            pairs.add((long) left << 32 | right);
        }
        float[] scores = new float[tokens.length];
        double[] exact = new double[tokens.length];
        for (int id = 0; id < tokens.length; id++) {
            if (types[id] == PieceType.NORMAL || types[id] == PieceType.USER_DEFINED) {
                exact[id] = -1.0 - firstMerge.getOrDefault(tokens[id], count);
                scores[id] = (float) exact[id];
            }
        }
        for (PieceMerges.Merge merge : PieceMerges.of(Arrays.asList(tokens), exact, types)) {
            if (merge.score() >= -count
                    && !pairs.contains((long) merge.leftId() << 32 | merge.rightId())) {
                throw broken.apply(
                        "tokenizer.json: '"
                                + merge.left()
                                + "' and '"
                                + merge.right()
                                + "' are no merge, but llama.cpp would merge them since their"
                                + " join is a token: this is no SentencePiece vocabulary");
            }
        }
        return scores;
    }

    void putWordPiece(Map<String, Object> metadata, String[] tokens) {
        JsonNode normalizer = file.part("normalizer");
        boolean bert =
                normalizer.path("type").asString("").equals("BertNormalizer")
                        && file.part("pre_tokenizer")
                                .path("type")
                                .asString("")
                                .equals("BertPreTokenizer")
                        && file.model()
                                .path("continuing_subword_prefix")
                                .asString("##")
                                .equals("##");
        if (!bert) {
            throw broken.apply(
                    "tokenizer.json: llama.cpp knows WordPiece only with BertNormalizer,"
                            + " BertPreTokenizer and the prefix ##");
        }
        boolean lowercase = normalizer.path("lowercase").asBoolean(true);
        String[] written = new String[tokens.length];
        for (int id = 0; id < tokens.length; id++) {
            String token = tokens[id];
            boolean word = types[id] == PieceType.NORMAL;
            boolean continues = token.startsWith("##") && token.length() > 2;
            written[id] = !word ? token : continues ? token.substring(2) : MARK + token;
        }
        String unknown = file.model().path("unk_token").asString("[UNK]");
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].equals(unknown)) {
                types[id] = PieceType.CONTROL;
                written[id] = unknown;
                metadata.put(PREFIX + "unknown_token_id", (long) id);
            }
        }
        put(metadata, "bert", written);
        metadata.put(PREFIX + "normalizer.lowercase", lowercase);
        metadata.put(
                PREFIX + "normalizer.strip_accents",
                normalizer.path("strip_accents").asBoolean(lowercase));
    }

    private void put(Map<String, Object> metadata, String model, String[] tokens) {
        metadata.put(PREFIX + "model", model);
        metadata.put(PREFIX + "pre", "default");
        metadata.put(PREFIX + "tokens", tokens);
        metadata.put(PREFIX + "token_type", types);
    }

    private void markTypes(String[] tokens, boolean fallsBack, int unknown) {
        for (int id = 0; id < tokens.length; id++) {
            boolean single = types[id] == PieceType.NORMAL;
            if (single && fallsBack && ByteAlphabet.fallbackValue(tokens[id]) >= 0) {
                types[id] = PieceType.BYTE;
            }
        }
        if (unknown >= 0) {
            types[unknown] = PieceType.UNKNOWN;
        }
    }

    private Spacing spacing() {
        for (Added added : file.added()) {
            if (added.stripLeft() || added.singleWord()) {
                throw broken.apply(
                        "tokenizer.json: added_tokens: '"
                                + added.content()
                                + "' is lstrip or single_word, which GGUF cannot say");
            }
        }
        Spacing spacing = new Spacing();
        for (JsonNode step : flat(file.part("normalizer"), "normalizers")) {
            readNormalizer(step, spacing);
        }
        for (JsonNode step : flat(file.part("pre_tokenizer"), "pretokenizers")) {
            switch (step.path("type").asString("")) {
                case "Metaspace" -> {
                    boolean legacy = step.path("add_prefix_space").asBoolean(true);
                    String scheme =
                            step.path("prepend_scheme").asString(legacy ? "always" : "never");
                    spacing.prefix |= !scheme.equals("never");
                }
                case "WhitespaceSplit" -> spacing.removesExtraSpaces = true;
                default -> throw cannotSay("pre_tokenizer", step);
            }
        }
        return spacing;
    }

    private void readNormalizer(JsonNode step, Spacing spacing) {
        String old = step.path("pattern").path("String").asString("");
        String regex = step.path("pattern").path("Regex").asString("");
        String content = step.path("content").asString("");
        switch (step.path("type").asString("")) {
            case "Precompiled" ->
                    spacing.charsmap =
                            Base64.getDecoder()
                                    .decode(step.path("precompiled_charsmap").asString(""));
            case "Prepend" -> {
                if (!step.path("prepend").asString("").equals(MARK)) {
                    throw cannotSay("normalizer", step);
                }
                spacing.prefix = true;
            }
            case "Strip" -> spacing.removesExtraSpaces |= step.path("strip_right").asBoolean(false);
            case "Replace" -> {
                boolean marks = old.equals(" ") && content.equals(MARK);
                boolean runs = regex.equals(" {2,}");
                boolean ends = regex.equals("\\A +| +\\z") && content.isEmpty();
                if (!marks && !runs && !ends) {
                    throw cannotSay("normalizer", step);
                }
                spacing.removesExtraSpaces |= runs;
            }
            default -> throw cannotSay("normalizer", step);
        }
    }

    private SundogException cannotSay(String place, JsonNode step) {
        return broken.apply(
                "tokenizer.json: GGUF cannot say what this " + place + " does: " + step);
    }

    private static List<JsonNode> flat(JsonNode node, String key) {
        List<JsonNode> steps = new ArrayList<>();
        if (node.path("type").asString("").equals("Sequence")) {
            node.path(key).forEach(step -> steps.addAll(flat(step, key)));
        } else if (!node.isNull() && !node.isMissingNode()) {
            steps.add(node);
        }
        return steps;
    }
}
