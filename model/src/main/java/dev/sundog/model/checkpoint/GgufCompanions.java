package dev.sundog.model.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The companion files that a GGUF's metadata stands for, made when first asked. Thread-safe. */
final class GgufCompanions {
    private final Path path;
    private final Map<String, Object> metadata;

    GgufCompanions(Path path, Map<String, Object> metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    Optional<byte[]> find(String fileName) {
        return Optional.empty();
    }
}
