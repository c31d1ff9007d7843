package dev.sundog.model.tokenizer;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code tokenizer_config.json} and {@code special_tokens_map.json} say beside {@code
 * tokenizer.json}: which strings are the special tokens, and the chat template.
 *
 * @param bos beginning of sequence
 * @param eos end of sequence
 * @param pad padding
 * @param unknown stands for what has no token
 * @param addBos whether a text gets BOS when special tokens are asked for
 * @param chatTemplate Jinja source
 */
public record TokenizerFiles(
        Optional<String> bos,
        Optional<String> eos,
        Optional<String> pad,
        Optional<String> unknown,
        boolean addBos,
        Optional<String> chatTemplate) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** The usual case: three special tokens and perhaps a template. */
    public TokenizerFiles(String bos, String eos, String pad, Optional<String> chatTemplate) {
        this(
                Optional.of(bos),
                Optional.of(eos),
                Optional.of(pad),
                Optional.empty(),
                false,
                chatTemplate);
    }

    /** {@code tokenizer_config.json}. */
    public byte[] configJson() {
        ObjectNode config = MAPPER.createObjectNode();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("add_prefix_space", false);
        config.put("add_bos_token", addBos);
        config.put("clean_up_tokenization_spaces", false);
        putTokens(config);
        chatTemplate.ifPresent(template -> config.put("chat_template", template));
        return bytes(config);
    }

    /** {@code special_tokens_map.json}. */
    public byte[] specialTokensMapJson() {
        ObjectNode map = MAPPER.createObjectNode();
        putTokens(map);
        return bytes(map);
    }

    /** Both files by name. */
    public Map<String, byte[]> toFiles() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tokenizer_config.json", configJson());
        files.put("special_tokens_map.json", specialTokensMapJson());
        return files;
    }

    private void putTokens(ObjectNode node) {
        bos.ifPresent(token -> node.put("bos_token", token));
        eos.ifPresent(token -> node.put("eos_token", token));
        pad.ifPresent(token -> node.put("pad_token", token));
        unknown.ifPresent(token -> node.put("unk_token", token));
    }

    private static byte[] bytes(ObjectNode node) {
        return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
