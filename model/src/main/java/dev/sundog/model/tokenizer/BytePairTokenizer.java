package dev.sundog.model.tokenizer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A byte-level BPE tokenizer as data, and its {@code tokenizer.json}.
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
    private static final JsonMapper MAPPER = new JsonMapper();

    /** A token that is found in text as it is written. */
    record AddedToken(int id, String content, boolean special) {}

    BytePairTokenizer {
        vocabulary = List.copyOf(vocabulary);
        merges = List.copyOf(merges);
        added = List.copyOf(added);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** {@code tokenizer.json} in version 1.0 of its form. */
    byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.writer().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("version", "1.0");
            json.writeNullProperty("truncation");
            json.writeNullProperty("padding");
            json.writeArrayPropertyStart("added_tokens");
            added.forEach(token -> writeAdded(json, token));
            json.writeEndArray();
            if (preTokenizer.normalizes()) {
                json.writeObjectPropertyStart("normalizer");
                json.writeStringProperty("type", "NFC");
                json.writeEndObject();
            } else {
                json.writeNullProperty("normalizer");
            }
            json.writePOJOProperty("pre_tokenizer", preTokenizer.toJson());
            writePostProcessor(json);
            writeByteLevel(json, "decoder");
            writeModel(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeAdded(JsonGenerator json, AddedToken token) {
        json.writeStartObject();
        json.writeNumberProperty("id", token.id());
        json.writeStringProperty("content", token.content());
        json.writeBooleanProperty("single_word", false);
        json.writeBooleanProperty("lstrip", false);
        json.writeBooleanProperty("rstrip", false);
        json.writeBooleanProperty("normalized", false);
        json.writeBooleanProperty("special", token.special());
        json.writeEndObject();
    }

    private static void writeByteLevel(JsonGenerator json, String property) {
        json.writeObjectPropertyStart(property);
        json.writeStringProperty("type", "ByteLevel");
        json.writeBooleanProperty("add_prefix_space", true);
        json.writeBooleanProperty("trim_offsets", true);
        json.writeBooleanProperty("use_regex", true);
        json.writeEndObject();
    }

    private void writePostProcessor(JsonGenerator json) {
        if (before.isEmpty() && after.isEmpty()) {
            json.writeNullProperty("post_processor");
            return;
        }
        json.writeObjectPropertyStart("post_processor");
        json.writeStringProperty("type", "TemplateProcessing");
        json.writeArrayPropertyStart("single");
        writeTemplate(json, "A", 0);
        json.writeEndArray();
        json.writeArrayPropertyStart("pair");
        writeTemplate(json, "A", 0);
        writeTemplate(json, "B", 1);
        json.writeEndArray();
        json.writeObjectPropertyStart("special_tokens");
        List.of(before, after).stream()
                .flatMap(List::stream)
                .distinct()
                .forEach(id -> writeSpecial(json, id));
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeTemplate(JsonGenerator json, String sequence, int type) {
        before.forEach(id -> writePiece(json, "SpecialToken", vocabulary.get(id), type));
        writePiece(json, "Sequence", sequence, type);
        after.forEach(id -> writePiece(json, "SpecialToken", vocabulary.get(id), type));
    }

    private static void writePiece(JsonGenerator json, String kind, String id, int type) {
        json.writeStartObject();
        json.writeObjectPropertyStart(kind);
        json.writeStringProperty("id", id);
        json.writeNumberProperty("type_id", type);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeSpecial(JsonGenerator json, int id) {
        json.writeObjectPropertyStart(vocabulary.get(id));
        json.writeStringProperty("id", vocabulary.get(id));
        json.writeArrayPropertyStart("ids");
        json.writeNumber(id);
        json.writeEndArray();
        json.writeArrayPropertyStart("tokens");
        json.writeString(vocabulary.get(id));
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeModel(JsonGenerator json) {
        json.writeObjectPropertyStart("model");
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
        json.writeBooleanProperty("byte_fallback", false);
        json.writeBooleanProperty("ignore_merges", preTokenizer.ignoresMerges());
        json.writeObjectPropertyStart("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            json.writeNumberProperty(vocabulary.get(id), id);
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("merges");
        merges.forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }
}
