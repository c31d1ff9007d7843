package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What of a GGUF file says how the model is configured, be the file there or about to be written.
 *
 * @param origin the file, for messages
 * @param metadata its keys and values
 * @param shapes shape of a tensor, if it is there
 * @param vectors numbers of a short F32 vector, if it is there
 */
record GgufFacts(
        String origin,
        Map<String, Object> metadata,
        Function<String, Optional<List<Long>>> shapes,
        Function<String, Optional<float[]>> vectors) {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST = 1 << 16;

    static GgufFacts of(GgufFile file) {
        return new GgufFacts(
                file.file().path().toString(),
                file.metadata(),
                name -> Optional.ofNullable(file.entries().get(name)).map(GgufFile.Entry::shape),
                name -> vector(file, name));
    }

    private static Optional<float[]> vector(GgufFile file, String name) {
        GgufFile.Entry entry = file.entries().get(name);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.type().blockBytes() != 4 || entry.bytes().byteSize() > 4L * LONGEST) {
            throw SundogException.data(
                    "gguf-metadata",
                    "%s: tensor %s has type %s, shape %s, expected F32 numbers, one a frequency"
                            .formatted(file.file().path(), name, entry.type(), entry.shape()));
        }
        return Optional.of(entry.bytes().toArray(FLOAT));
    }

    boolean has(String tensor) {
        return shapes.apply(tensor).isPresent();
    }

    Optional<Object> value(String key) {
        return Optional.ofNullable(metadata.get(key));
    }

    SundogException unsupported(String key, Object found, String expected) {
        return SundogException.data(
                "gguf-metadata",
                "%s: %s is %s, expected %s; this layout is not supported"
                        .formatted(origin, key, shown(found), expected));
    }

    private static String shown(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof String
                ? value.toString()
                : "a " + value.getClass().getSimpleName();
    }
}
