package dev.sundog.model.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that go with the weights wherever these go. */
public final class CompanionFiles {
    /** Their names; those that a model has are copied. */
    public static final List<String> NAMES =
            List.of(
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "special_tokens_map.json",
                    "generation_config.json",
                    "chat_template.jinja");

    private CompanionFiles() {}

    /** Those of a checkpoint, by name. */
    public static Map<String, byte[]> of(Checkpoint checkpoint) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            checkpoint.companion(name).ifPresent(content -> files.put(name, content));
        }
        return files;
    }
}
