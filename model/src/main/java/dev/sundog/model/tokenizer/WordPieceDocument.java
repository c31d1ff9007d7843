package dev.sundog.model.tokenizer;

import dev.sundog.model.tokenizer.TokenizerDocument.AddedToken;
import dev.sundog.model.tokenizer.TokenizerDocument.FrameToken;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Optional;

/**
 * A WordPiece vocabulary as data, and its {@code tokenizer.json}.
 *
 * <p><b>Source:</b> Devlin et al., BERT (arXiv 1810.04805); Schuster and Nakajima, Japanese and
 * Korean Voice Search (2012).
 *
 * @param vocabulary strings by id; those that continue a word begin with {@code ##}
 * @param added tokens found in text before anything else
 * @param lowercase whether text is put in lower case
 * @param stripsAccents whether accents are taken off
 * @param unknown stands for a word that has no tokens
 * @param before ids that are put before a text when special tokens are asked for
 * @param after ids that are put after it
 */
record WordPieceDocument(
        List<String> vocabulary,
        List<AddedToken> added,
        boolean lowercase,
        boolean stripsAccents,
        String unknown,
        List<Integer> before,
        List<Integer> after) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int LONGEST_WORD = 100;

    WordPieceDocument {
        vocabulary = List.copyOf(vocabulary);
        added = List.copyOf(added);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** {@code tokenizer.json} in version 1.0 of its form. */
    byte[] toJson() {
        return new TokenizerDocument(
                        added,
                        Optional.of(
                                MAPPER.createObjectNode()
                                        .put("type", "BertNormalizer")
                                        .put("clean_text", true)
                                        .put("handle_chinese_chars", true)
                                        .put("strip_accents", stripsAccents)
                                        .put("lowercase", lowercase)),
                        Optional.of(MAPPER.createObjectNode().put("type", "BertPreTokenizer")),
                        frame(before),
                        frame(after),
                        MAPPER.createObjectNode()
                                .put("type", "WordPiece")
                                .put("prefix", "##")
                                .put("cleanup", true))
                .toJson(
                        json -> {
                            json.writeStringProperty("type", "WordPiece");
                            json.writeStringProperty("unk_token", unknown);
                            json.writeStringProperty("continuing_subword_prefix", "##");
                            json.writeNumberProperty("max_input_chars_per_word", LONGEST_WORD);
                            json.writeObjectPropertyStart("vocab");
                            for (int id = 0; id < vocabulary.size(); id++) {
                                json.writeNumberProperty(vocabulary.get(id), id);
                            }
                            json.writeEndObject();
                        });
    }

    private List<FrameToken> frame(List<Integer> ids) {
        return ids.stream().map(id -> new FrameToken(id, vocabulary.get(id))).toList();
    }
}
