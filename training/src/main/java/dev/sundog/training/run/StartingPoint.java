package dev.sundog.training.run;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;

import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights a run begins with, and what goes along with them into what it writes. */
public sealed interface StartingPoint {
    /** Shape of the model. */
    ModelConfig config();

    /** {@code config.json}. */
    ObjectNode configJson();

    /** Companion files by name. */
    Map<String, byte[]> companions();

    /** An existing checkpoint, open for the duration of the run. */
    record Weights(Checkpoint checkpoint) implements StartingPoint {
        private static final List<String> COMPANIONS =
                List.of(
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "special_tokens_map.json",
                        "generation_config.json",
                        "chat_template.jinja");

        @Override
        public ModelConfig config() {
            return checkpoint.config();
        }

        @Override
        public ObjectNode configJson() {
            return checkpoint.configJson();
        }

        @Override
        public Map<String, byte[]> companions() {
            Map<String, byte[]> companions = new LinkedHashMap<>();
            for (String name : COMPANIONS) {
                checkpoint.companion(name).ifPresent(bytes -> companions.put(name, bytes));
            }
            return companions;
        }
    }

    /**
     * Random weights, drawn from the run's seed.
     *
     * @param config shape
     * @param configJson the {@code config.json} that says the same
     * @param companions tokenizer and its kin
     */
    record RandomWeights(ModelConfig config, ObjectNode configJson, Map<String, byte[]> companions)
            implements StartingPoint {
        public RandomWeights {
            companions = Map.copyOf(companions);
        }
    }
}
