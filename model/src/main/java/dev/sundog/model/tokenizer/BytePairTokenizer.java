package dev.sundog.model.tokenizer;

import dev.sundog.model.tokenizer.TokenizerDocument.AddedToken;
import dev.sundog.model.tokenizer.TokenizerDocument.FrameToken;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A BPE tokenizer with a vocabulary of bytes, or of text with U+2581 for spaces, as data, and its
 * {@code tokenizer.json}.
 *
 * @param vocabulary strings by id, added tokens included; distinct
 * @param merges {@code left right}, best first
 * @param added tokens found in text before anything else
 * @param preTokenizer how text is cut
 * @param before ids that are put before a text when special tokens are asked for
 * @param after ids that are put after it
 */
record BytePairTokenizer(
        List<String> vocabulary,
        List<String> merges,
        List<AddedToken> added,
        PreTokenizer preTokenizer,
        List<Integer> before,
        List<Integer> after) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    BytePairTokenizer {
        vocabulary = Collections.unmodifiableList(vocabulary);
        merges = Collections.unmodifiableList(merges);
        added = List.copyOf(added);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** {@code tokenizer.json} in version 1.0 of its form. */
    byte[] toJson() {
        return document()
                .toJson(
                        json -> {
                            writeSettings(json);
                            writeModel(json);
                        });
    }

    /** The same without vocabulary and merges. */
    byte[] settingsJson() {
        return document().toJson(this::writeSettings);
    }

    private TokenizerDocument document() {
        boolean spaces = preTokenizer.spaces();
        Optional<JsonNode> normalizer =
                spaces
                        ? Optional.of(PieceDocument.replaceText(" ", PieceDocument.MARK))
                        : Optional.empty();
        JsonNode decoder = spaces ? PieceDocument.decoder(true, false) : byteLevel();
        return new TokenizerDocument(
                added,
                normalizer,
                Optional.of(preTokenizer.toJson()),
                frame(before),
                frame(after),
                decoder);
    }

    private List<FrameToken> frame(List<Integer> ids) {
        return ids.stream().map(id -> new FrameToken(id, vocabulary.get(id))).toList();
    }

    private static JsonNode byteLevel() {
        return MAPPER.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private void writeSettings(JsonGenerator json) {
        json.writeStringProperty("type", "BPE");
        for (String absent :
                List.of(
                        "dropout",
                        "unk_token",
                        "continuing_subword_prefix",
                        "end_of_word_suffix")) {
            json.writeNullProperty(absent);
        }
        json.writeBooleanProperty("fuse_unk", false);
        json.writeBooleanProperty("byte_fallback", preTokenizer.spaces());
        json.writeBooleanProperty("ignore_merges", preTokenizer.ignoresMerges());
    }

    private void writeModel(JsonGenerator json) {
        json.writeObjectPropertyStart("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            json.writeNumberProperty(vocabulary.get(id), id);
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("merges");
        merges.forEach(merge -> writeMerge(json, merge));
        json.writeEndArray();
    }

    /** As a line, or as a pair where a token has a space. */
    private static void writeMerge(JsonGenerator json, String merge) {
        int space = merge.indexOf(' ', 1);
        if (space == merge.lastIndexOf(' ') && merge.indexOf(' ') == space) {
            json.writeString(merge);
            return;
        }
        json.writeStartArray();
        json.writeString(merge.substring(0, space));
        json.writeString(merge.substring(space + 1));
        json.writeEndArray();
    }
}
