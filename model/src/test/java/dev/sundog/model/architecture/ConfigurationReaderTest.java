package dev.sundog.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ConfigurationReaderTest {
    private static final String LEAST =
            """
            {"model_type": "llama", "vocab_size": 10, "hidden_size": 12, "intermediate_size": 20,
             "num_hidden_layers": 2, "num_attention_heads": 3, "max_position_embeddings": 64,
             "rms_norm_eps": 1e-06, "head_dim": null}
            """;

    private static ObjectNode with(String key, String value) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode config = (ObjectNode) mapper.readTree(LEAST);
        config.set(key, mapper.readTree(value));
        return config;
    }

    @Test
    void defaultsAreThoseOfTransformers() {
        ModelConfig config = ConfigurationReader.read(with("bos_token_id", "null"), "config.json");
        assertThat(config.keyValueHeadCount()).isEqualTo(3);
        assertThat(config.headSize()).isEqualTo(4);
        assertThat(config.rope()).isEqualTo(new Rope.Standard(10000));
        assertThat(config.tiedEmbeddings()).isFalse();
        assertThat(config.bosTokenId()).isEmpty();
        assertThat(config.eosTokenIds()).isEmpty();
    }

    @Test
    void bothSpellingsOfRotarySettingsAreRead() {
        String llama3 =
                """
                {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                 "high_freq_factor": 4.0, "original_max_position_embeddings": 8192,
                 "rope_theta": 500000.0}
                """;
        Rope expected = new Rope.Llama3(500000, 8, 1, 4, 8192);
        assertThat(ConfigurationReader.read(with("rope_parameters", llama3), "c").rope())
                .isEqualTo(expected);
        ObjectNode old = with("rope_scaling", llama3.replace(", \"rope_theta\"", ", \"unused\""));
        old.put("rope_theta", 500000.0);
        assertThat(ConfigurationReader.read(old, "c").rope()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hidden_size|\"wide\"|whole number",
                "hidden_size|4294967296|whole number",
                "vocab_size|-1|positive",
                "vocab_size|null|whole number",
                "num_key_value_heads|2|multiple",
                "head_dim|3|odd",
                "head_dim|1000000000|exceeds",
                "hidden_act|\"gelu\"|silu",
                "rms_norm_eps|\"small\"|number",
                "tie_word_embeddings|1|true or false",
                "eos_token_id|[\"a\"]|token id",
                "rope_scaling|{\"type\": \"wavelet\"}|linear",
                "rope_scaling|{\"type\": \"linear\"}|factor",
                "model_type|\"mamba\"|llama"
            })
    void wrongKeysAreNamed(String key, String value, String expected) {
        assertThatThrownBy(() -> ConfigurationReader.read(with(key, value), "dir/config.json"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("dir/config.json")
                .hasMessageContaining(expected);
    }
}
