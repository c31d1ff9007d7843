package dev.sundog.model.tokenizer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What every tokenizer.json has around its model.
 *
 * @param added tokens found in text before anything else
 * @param normalizer what is done to text first
 * @param preTokenizer how text is cut
 * @param before tokens that are put before a text when special tokens are asked for
 * @param after tokens that are put after it
 * @param decoder how tokens become text
 */
record TokenizerDocument(
        List<AddedToken> added,
        Optional<JsonNode> normalizer,
        Optional<JsonNode> preTokenizer,
        List<FrameToken> before,
        List<FrameToken> after,
        JsonNode decoder) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /**
     * A token that is found in text as it is written.
     *
     * @param stripRight whether it takes white space after it along
     */
    record AddedToken(int id, String content, boolean special, boolean stripRight) {
        AddedToken(int id, String content, boolean special) {
            this(id, content, special, false);
        }
    }

    /** A token around a text. */
    record FrameToken(int id, String content) {}

    TokenizerDocument {
        added = List.copyOf(added);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * {@code tokenizer.json} in version 1.0 of its form.
     *
     * @param model writes what is in the object {@code model}
     */
    byte[] toJson(Consumer<JsonGenerator> model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator json = MAPPER.writer().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("version", "1.0");
            json.writeNullProperty("truncation");
            json.writeNullProperty("padding");
            json.writeArrayPropertyStart("added_tokens");
            added.forEach(token -> writeAdded(json, token));
            json.writeEndArray();
            writeOptional(json, "normalizer", normalizer);
            writeOptional(json, "pre_tokenizer", preTokenizer);
            writePostProcessor(json);
            json.writePOJOProperty("decoder", decoder);
            json.writeObjectPropertyStart("model");
            model.accept(json);
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeOptional(JsonGenerator json, String key, Optional<JsonNode> node) {
        if (node.isPresent()) {
            json.writePOJOProperty(key, node.get());
        } else {
            json.writeNullProperty(key);
        }
    }

    private static void writeAdded(JsonGenerator json, AddedToken token) {
        json.writeStartObject();
        json.writeNumberProperty("id", token.id());
        json.writeStringProperty("content", token.content());
        json.writeBooleanProperty("single_word", false);
        json.writeBooleanProperty("lstrip", false);
        json.writeBooleanProperty("rstrip", token.stripRight());
        json.writeBooleanProperty("normalized", false);
        json.writeBooleanProperty("special", token.special());
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
        Stream.concat(before.stream(), after.stream())
                .distinct()
                .forEach(token -> writeSpecial(json, token));
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeTemplate(JsonGenerator json, String sequence, int type) {
        before.forEach(token -> writePiece(json, "SpecialToken", token.content(), type));
        writePiece(json, "Sequence", sequence, type);
        after.forEach(token -> writePiece(json, "SpecialToken", token.content(), type));
    }

    private static void writePiece(JsonGenerator json, String kind, String id, int type) {
        json.writeStartObject();
        json.writeObjectPropertyStart(kind);
        json.writeStringProperty("id", id);
        json.writeNumberProperty("type_id", type);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeSpecial(JsonGenerator json, FrameToken token) {
        json.writeObjectPropertyStart(token.content());
        json.writeStringProperty("id", token.content());
        json.writeArrayPropertyStart("ids");
        json.writeNumber(token.id());
        json.writeEndArray();
        json.writeArrayPropertyStart("tokens");
        json.writeString(token.content());
        json.writeEndArray();
        json.writeEndObject();
    }
}
