package dev.sundog.model.checkpoint;

import dev.sundog.model.tokenizer.GgufVocabulary;
import dev.sundog.model.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The companion files that a GGUF's metadata stands for, made when first asked. Thread-safe. */
final class GgufCompanions implements Companions {
    private final Path path;
    private final Map<String, Object> metadata;
    private @Nullable Optional<GgufVocabulary> vocabulary;

    GgufCompanions(Path path, Map<String, Object> metadata) {
        this.path = path;
        this.metadata = metadata;
    }

    private synchronized Optional<GgufVocabulary> vocabulary() {
        Optional<GgufVocabulary> found = vocabulary;
        if (found == null) {
            boolean none =
                    GgufWriter.NO_VOCABULARY.equals(metadata.get(GgufWriter.TOKENIZER_MODEL));
            found = none ? Optional.empty() : GgufVocabulary.of(metadata, path.toString());
            vocabulary = found;
        }
        return found;
    }

    @Override
    public Optional<byte[]> find(String fileName) {
        return vocabulary().flatMap(found -> found.companion(fileName));
    }

    @Override
    public Optional<Tokenizer> openTokenizer() {
        return vocabulary().map(GgufVocabulary::openTokenizer);
    }
}
