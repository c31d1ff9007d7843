package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ModelConfig;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * End-of-sequence tokens that only {@code generation_config.json} names: chat models end a turn
 * with another token than a text.
 */
final class GenerationEnds {
    private GenerationEnds() {}

    /** {@code config} with the ends of {@code generationConfig} added. */
    static ModelConfig include(
            ModelConfig config, Optional<byte[]> generationConfig, String origin) {
        if (generationConfig.isEmpty()) {
            return config;
        }
        JsonNode ends = JsonDocument.parse(generationConfig.get(), origin).path("eos_token_id");
        List<Integer> ids = new ArrayList<>(config.eosTokenIds());
        for (JsonNode id : ends.isArray() ? ends : List.of(ends)) {
            if (id.isInt() && id.intValue() >= 0 && !ids.contains(id.intValue())) {
                ids.add(id.intValue());
            }
        }
        return config.withEosTokenIds(ids);
    }
}
