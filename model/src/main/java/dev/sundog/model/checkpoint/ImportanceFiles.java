package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.ImportanceMatrix.Entry;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Utf8Strings;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes importance matrices in both of llama.cpp's forms: a GGUF file whose {@code
 * general.type} is {@code imatrix}, with tensors {@code NAME.in_sum2} and {@code NAME.counts}; and
 * the older {@code .dat} file. Stateless.
 *
 * <p>The older form, little-endian: number of entries (int); for each its name (int length, bytes),
 * calls (int), number of values (int), values (float: mean of squares times calls); at the end,
 * perhaps, the number of windows (int) and the text's name (int length, bytes).
 *
 * <p>Source: llama.cpp, {@code llama-imatrix}.
 */
public final class ImportanceFiles {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String TYPE_KEY = "general.type";
    private static final String TYPE = "imatrix";
    private static final String DATASETS = "imatrix.datasets";
    private static final String CHUNK_COUNT = "imatrix.chunk_count";
    private static final String CHUNK_SIZE = "imatrix.chunk_size";
    private static final String SUMS = ".in_sum2";
    private static final String COUNTS = ".counts";
    private static final int MOST_ENTRIES = 1 << 20;

    private ImportanceFiles() {}

    /** Whether a file is one by its name: {@code .gguf}, {@code .dat} or {@code .imatrix}. */
    public static boolean isOne(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".gguf") || name.endsWith(".dat") || name.endsWith(".imatrix");
    }

    /**
     * Reads a file of either form.
     *
     * @throws SundogException (data, {@code imatrix-invalid} or those of GGUF files)
     */
    public static ImportanceMatrix read(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MappedFile file = MappedFile.open(path, arena);
            if (file.size() >= 4 && file.bytes().get(INT, 0) == GgufFile.MAGIC) {
                return fromGguf(GgufFile.open(path, arena), path);
            }
            return fromLegacy(file);
        }
    }

    private static ImportanceMatrix fromGguf(GgufFile file, Path path) {
        Map<String, Object> metadata = file.metadata();
        if (!TYPE.equals(metadata.get(TYPE_KEY))) {
            throw SundogException.data(
                    "imatrix-invalid",
                    "%s: %s is %s, expected %s; name a file that llama-imatrix or --imatrix-out made"
                            .formatted(
                                    path,
                                    TYPE_KEY,
                                    metadata.getOrDefault(TYPE_KEY, "missing"),
                                    TYPE));
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, GgufFile.Entry> stored : file.entries().entrySet()) {
            if (!stored.getKey().endsWith(SUMS)) {
                continue;
            }
            int length = stored.getKey().length() - SUMS.length();
            String name = stored.getKey().substring(0, length);
            GgufFile.Entry counts = file.entries().get(name + COUNTS);
            if (counts == null) {
                throw broken(path, name + COUNTS + " is missing");
            }
            float[] sums = floats(stored.getValue(), stored.getKey(), path);
            float[] counted = floats(counts, name + COUNTS, path);
            if (sums.length % counted.length != 0) {
                throw broken(
                        path,
                        "%s has %d numbers and %d counts"
                                .formatted(name, sums.length, counted.length));
            }
            entries.put(name, checked(new Entry(sums, counted), name, path));
        }
        List<String> datasets =
                metadata.get(DATASETS) instanceof Utf8Strings names
                        ? List.copyOf(names)
                        : List.of();
        return new ImportanceMatrix(
                entries, datasets, number(metadata, CHUNK_COUNT), number(metadata, CHUNK_SIZE));
    }

    private static int number(Map<String, Object> metadata, String key) {
        return metadata.get(key) instanceof Long value
                ? (int) Math.clamp(value, 0, Integer.MAX_VALUE)
                : 0;
    }

    private static float[] floats(GgufFile.Entry entry, String name, Path path) {
        if (entry.type() != ElementType.F32) {
            throw broken(path, "%s has type %s, expected F32".formatted(name, entry.type()));
        }
        long count = entry.bytes().byteSize() / Float.BYTES;
        if (count > Integer.MAX_VALUE / 8) {
            throw broken(path, "%s has %d numbers".formatted(name, count));
        }
        float[] values = new float[(int) count];
        BlockCodec.of(ElementType.F32).decode(entry.bytes(), 0, values, 0, values.length);
        return values;
    }

    private static ImportanceMatrix fromLegacy(MappedFile file) {
        Cursor cursor = new Cursor(file);
        int count = cursor.count("number of entries", MOST_ENTRIES, 12);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = cursor.text("name of entry " + i, 4096);
            int calls = cursor.count("calls of " + name, Integer.MAX_VALUE, 0);
            float[] values = cursor.floats("values of " + name);
            Entry entry = new Entry(values, new float[] {calls > 0 ? calls : 1});
            if (entries.put(name, checked(entry, name, file.path())) != null) {
                throw broken(file.path(), name + " is there twice");
            }
        }
        if (cursor.isAtEnd()) {
            return new ImportanceMatrix(entries, List.of(), 0, 0);
        }
        int chunks = cursor.count("number of windows", Integer.MAX_VALUE, 0);
        List<String> datasets =
                cursor.isAtEnd() ? List.of() : List.of(cursor.text("name of the text", 1 << 16));
        return new ImportanceMatrix(entries, datasets, chunks, 0);
    }

    private static Entry checked(Entry entry, String name, Path path) {
        for (float value : entry.sums()) {
            if (!(value >= 0 && value <= Float.MAX_VALUE)) {
                throw broken(path, name + " has the value " + value);
            }
        }
        for (float value : entry.counts()) {
            if (!(value >= 0 && value <= Float.MAX_VALUE)) {
                throw broken(path, name + " has the count " + value);
            }
        }
        return entry;
    }

    private static SundogException broken(Path path, String what) {
        return SundogException.data(
                "imatrix-invalid",
                "%s: %s; the file is damaged or no importance matrix, make it again"
                        .formatted(path, what));
    }

    /** Front to back through the older form. */
    private static final class Cursor {
        private final MappedFile file;
        private long position;

        private Cursor(MappedFile file) {
            this.file = file;
        }

        private boolean isAtEnd() {
            return position == file.size();
        }

        private long advance(long length, String what) {
            long at = position;
            if (length > file.size() - at) {
                throw broken(
                        file.path(),
                        "at byte %d expected %d bytes of %s, found %d"
                                .formatted(at, length, what, file.size() - at));
            }
            position += length;
            return at;
        }

        private int count(String what, int most, int leastBytes) {
            long at = advance(Integer.BYTES, what);
            int count = file.bytes().get(INT, at);
            if (count < 0 || count > most || (long) count * leastBytes > file.size() - position) {
                throw broken(file.path(), "at byte %d: %s is %d".formatted(at, what, count));
            }
            return count;
        }

        private String text(String what, int most) {
            int length = count(what, most, 1);
            long at = advance(length, what);
            byte[] bytes = file.bytes().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private float[] floats(String what) {
            int count = count(what, Integer.MAX_VALUE / 8, Float.BYTES);
            float[] values = new float[count];
            long at = advance((long) count * Float.BYTES, what);
            BlockCodec.of(ElementType.F32).decode(file.bytes(), at, values, 0, count);
            return values;
        }
    }

    /**
     * Writes a file: the older form if its name ends in {@code .dat}, else GGUF.
     *
     * @throws SundogException (resource) if it cannot be written
     */
    public static void write(Path path, ImportanceMatrix matrix) {
        boolean legacy = path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".dat");
        PartialFile.write(path, legacy ? toLegacy(matrix) : toGguf(matrix));
    }

    private static byte[] toGguf(ImportanceMatrix matrix) {
        GgufHeader header = new GgufHeader();
        header.putInt(GgufFile.MAGIC);
        header.putInt(3);
        header.putLong(2L * matrix.entries().size());
        header.putLong(4);
        header.putEntry(TYPE_KEY, TYPE);
        header.putEntry(DATASETS, matrix.datasets().toArray(String[]::new));
        header.putEntry(CHUNK_COUNT, (long) matrix.chunkCount());
        header.putEntry(CHUNK_SIZE, (long) matrix.chunkSize());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        matrix.entries()
                .forEach(
                        (name, entry) -> {
                            long matrices = entry.counts().length;
                            long columns = entry.columns();
                            header.putTensor(
                                    name + SUMS,
                                    new TensorInfo(
                                            name,
                                            ElementType.F32,
                                            matrices == 1
                                                    ? List.of(columns)
                                                    : List.of(matrices, columns)),
                                    data.size());
                            append(data, entry.sums());
                            header.putTensor(
                                    name + COUNTS,
                                    new TensorInfo(
                                            name,
                                            ElementType.F32,
                                            matrices == 1 ? List.of(1L) : List.of(matrices, 1L)),
                                    data.size());
                            append(data, entry.counts());
                        });
        header.pad(GgufFile.DEFAULT_ALIGNMENT);
        byte[] front = header.toByteArray();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(front);
        all.writeBytes(data.toByteArray());
        return all.toByteArray();
    }

    private static void append(ByteArrayOutputStream data, float[] values) {
        int size = values.length * Float.BYTES;
        int padded = Math.ceilDiv(size, GgufFile.DEFAULT_ALIGNMENT) * GgufFile.DEFAULT_ALIGNMENT;
        ByteBuffer bytes = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        data.writeBytes(bytes.array());
    }

    private static byte[] toLegacy(ImportanceMatrix matrix) {
        GgufHeader out = new GgufHeader();
        out.putInt(matrix.entries().size());
        matrix.entries()
                .forEach(
                        (name, entry) -> {
                            int calls = Math.max(1, matrix.chunkCount());
                            putText(out, name);
                            out.putInt(calls);
                            out.putInt(entry.sums().length);
                            for (int m = 0; m < entry.counts().length; m++) {
                                for (float mean : entry.means(m, entry.columns())) {
                                    out.putInt(Float.floatToIntBits(mean * calls));
                                }
                            }
                        });
        out.putInt(matrix.chunkCount());
        putText(out, String.join(", ", matrix.datasets()));
        return out.toByteArray();
    }

    private static void putText(GgufHeader out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(utf8.length);
        out.putBytes(utf8);
    }
}
