package dev.sundog.model.checkpoint;

import dev.sundog.model.tokenizer.GgufVocabulary;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The companion files that a GGUF's metadata stands for, made when first asked. Thread-safe. */
final class GgufCompanions {
    private final Path path;
    private final Map<String, Object> metadata;
    private @Nullable Map<String, byte[]> files;

    GgufCompanions(Path path, Map<String, Object> metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    synchronized Optional<byte[]> find(String fileName) {
        Map<String, byte[]> found = files;
        if (found == null) {
            boolean none =
                    GgufWriter.NO_VOCABULARY.equals(metadata.get(GgufWriter.TOKENIZER_MODEL));
            found = none ? Map.of() : GgufVocabulary.companions(metadata, path.toString());
            files = found;
        }
        return Optional.ofNullable(found.get(fileName)).map(byte[]::clone);
    }
}
