package dev.sundog.model.tokenizer;

import dev.sundog.model.tokenizer.TokenizerDocument.AddedToken;
import dev.sundog.model.tokenizer.TokenizerDocument.FrameToken;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A SentencePiece vocabulary as data, and its {@code tokenizer.json}.
 *
 * <p><b>Source:</b> Kudo and Richardson, SentencePiece (arXiv 1808.06226).
 *
 * @param bytePairs BPE, else Unigram
 * @param pieces strings by id; distinct
 * @param scores by id
 * @param types by id, see {@link PieceType}
 * @param charsmap map of characters, may be empty
 * @param prefix where a space is put before text
 * @param removesExtraSpaces whether spaces at the ends go and runs become one
 * @param unknownId id of what has no token
 * @param before ids that are put before a text when special tokens are asked for
 * @param after ids that are put after it
 * @param stripsRight whether special tokens take white space after them along
 */
record PieceDocument(
        boolean bytePairs,
        List<String> pieces,
        double[] scores,
        int[] types,
        byte[] charsmap,
        Prefix prefix,
        boolean removesExtraSpaces,
        int unknownId,
        List<Integer> before,
        List<Integer> after,
        boolean stripsRight) {
    /** What stands for a space. */
    static final String MARK = "\u2581";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Where a space is put before text. */
    enum Prefix {
        /** Nowhere. */
        NEVER,
        /** Before every part between added tokens, even if it begins with a space. */
        EVERY_PART,
        /** Before every part that does not begin with a space. */
        PARTS,
        /** Before a text that does not begin with a space. */
        FIRST
    }

    PieceDocument {
        pieces = Collections.unmodifiableList(pieces);
        scores = scores.clone();
        types = types.clone();
        charsmap = charsmap.clone();
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** {@code tokenizer.json} in version 1.0 of its form. */
    byte[] toJson() {
        return document().toJson(this::writeModel);
    }

    /** The same without vocabulary and merges; of BPE only. */
    byte[] settingsJson() {
        return document().toJson(this::writeSettings);
    }

    private TokenizerDocument document() {
        return new TokenizerDocument(
                added(),
                Optional.of(normalizer()),
                preTokenizer(),
                frame(before),
                frame(after),
                decoder(fallsBack(), prefix != Prefix.NEVER));
    }

    private boolean fallsBack() {
        for (int type : types) {
            if (type == PieceType.BYTE) {
                return true;
            }
        }
        return false;
    }

    private List<FrameToken> frame(List<Integer> ids) {
        return ids.stream().map(id -> new FrameToken(id, pieces.get(id))).toList();
    }

    private List<AddedToken> added() {
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < types.length; id++) {
            boolean special = types[id] == PieceType.CONTROL || types[id] == PieceType.UNKNOWN;
            if (special || types[id] == PieceType.USER_DEFINED) {
                boolean strips = stripsRight && special && types[id] != PieceType.UNKNOWN;
                added.add(new AddedToken(id, pieces.get(id), special, strips));
            }
        }
        return added;
    }

    private JsonNode normalizer() {
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        if (charsmap.length > 0) {
            steps.addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(charsmap));
        }
        if (removesExtraSpaces) {
            steps.add(replacePattern("\\A +| +\\z", ""));
            steps.add(replacePattern(" {2,}", " "));
        }
        if (prefix == Prefix.EVERY_PART) {
            steps.addObject().put("type", "Prepend").put("prepend", MARK);
        }
        steps.add(replaceText(" ", MARK));
        return sequence;
    }

    private static ObjectNode replacePattern(String regex, String content) {
        ObjectNode step = MAPPER.createObjectNode().put("type", "Replace");
        step.putObject("pattern").put("Regex", regex);
        return step.put("content", content);
    }

    /** A step that puts one string in another's place. */
    static ObjectNode replaceText(String old, String content) {
        ObjectNode step = MAPPER.createObjectNode().put("type", "Replace");
        step.putObject("pattern").put("String", old);
        return step.put("content", content);
    }

    private Optional<JsonNode> preTokenizer() {
        String scheme =
                switch (prefix) {
                    case NEVER, EVERY_PART -> "";
                    case PARTS -> "always";
                    case FIRST -> "first";
                };
        if (scheme.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                MAPPER.createObjectNode()
                        .put("type", "Metaspace")
                        .put("replacement", MARK)
                        .put("prepend_scheme", scheme)
                        .put("split", false));
    }

    /** Marks to spaces, bytes to text, the prefix away. */
    static JsonNode decoder(boolean fallsBack, boolean prefixed) {
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("decoders");
        steps.add(replaceText(MARK, " "));
        if (fallsBack) {
            steps.addObject().put("type", "ByteFallback");
        }
        steps.addObject().put("type", "Fuse");
        if (prefixed) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        return sequence;
    }

    private void writeModel(JsonGenerator json) {
        if (bytePairs) {
            writeSettings(json);
            writeBytePairs(json);
            return;
        }
        json.writeStringProperty("type", "Unigram");
        json.writeNumberProperty("unk_id", unknownId);
        json.writeArrayPropertyStart("vocab");
        for (int id = 0; id < scores.length; id++) {
            json.writeStartArray();
            json.writeString(pieces.get(id));
            json.writeNumber(scores[id]);
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeBooleanProperty("byte_fallback", fallsBack());
    }

    private void writeSettings(JsonGenerator json) {
        json.writeStringProperty("type", "BPE");
        json.writeNullProperty("dropout");
        if (unknownId >= 0) {
            json.writeStringProperty("unk_token", pieces.get(unknownId));
        } else {
            json.writeNullProperty("unk_token");
        }
        json.writeNullProperty("continuing_subword_prefix");
        json.writeNullProperty("end_of_word_suffix");
        json.writeBooleanProperty("fuse_unk", true);
        json.writeBooleanProperty("byte_fallback", fallsBack());
        json.writeBooleanProperty("ignore_merges", false);
    }

    private void writeBytePairs(JsonGenerator json) {
        json.writeObjectPropertyStart("vocab");
        for (int id = 0; id < scores.length; id++) {
            json.writeNumberProperty(pieces.get(id), id);
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("merges");
        for (PieceMerges.Merge merge : PieceMerges.of(pieces, scores, types)) {
            json.writeStartArray();
            json.writeString(merge.left());
            json.writeString(merge.right());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
