package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.failure.SundogException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One mapped GGUF file with a checked header; the format is specified in the package documentation.
 *
 * @param file the file
 * @param metadata keys and values: integers as Long, floats as Double, Boolean, String, {@link
 *     dev.sundog.model.tokenizer.Utf8Strings}, byte[] (unsigned), int[] (other elements of up to 32
 *     bits), long[], float[], double[], boolean[]; nested arrays as Object[]
 * @param entries tensors by GGUF name, in the order of the file
 */
record GgufFile(MappedFile file, Map<String, Object> metadata, Map<String, Entry> entries) {
    static final int MAGIC = 0x46554747;
    static final String ALIGNMENT_KEY = "general.alignment";
    static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAXIMUM_RANK = 4;
    private static final int MAXIMUM_NAME = 1024;

    /**
     * One tensor.
     *
     * @param type how its elements are stored
     * @param shape row-major, the reverse of the file's order
     * @param offset of its first byte in the data section
     * @param bytes its content
     */
    record Entry(ElementType type, List<Long> shape, long offset, MemorySegment bytes) {}

    /** A tensor as claimed by the header. */
    private record Claim(
            String name, ElementType type, List<Long> shape, long offset, long size, long at) {}

    /** Maps and checks a file. */
    static GgufFile open(Path path, Arena arena) {
        MappedFile file = MappedFile.open(path, arena);
        try {
            return parse(file);
        } catch (InternalError e) {
            throw file.vanished(e);
        }
    }

    private static GgufFile parse(MappedFile file) {
        GgufCursor cursor = new GgufCursor(file);
        int magic = cursor.readInt("the letters GGUF");
        if (magic != MAGIC) {
            throw SundogException.data(
                    "gguf-invalid",
                    ("%s: at byte 0 expected the letters GGUF, found 0x%08x; this is no GGUF file,"
                                    + " name a .gguf file or a model directory")
                            .formatted(file.path(), Integer.reverseBytes(magic)));
        }
        int version = cursor.readInt("the version");
        if (version != 2 && version != 3) {
            boolean swapped = Integer.reverseBytes(version) == 2 || version == 3 << 24;
            throw cursor.invalid(
                    4,
                    "the version",
                    Integer.toUnsignedString(version) + (swapped ? " (a big-endian file)" : ""),
                    "2 or 3, little-endian");
        }
        // name length, rank, one dimension, type, offset; key length, type, one byte
        long tensorCount = cursor.readCount("the number of tensors", 8 + 4 + 8 + 4 + 8);
        long keyCount = cursor.readCount("the number of metadata keys", 8 + 4 + 1);
        Map<String, Object> metadata = metadata(cursor, keyCount);
        int alignment = alignment(cursor, metadata);
        List<Claim> claims = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            claims.add(claim(cursor, i));
        }
        return new GgufFile(
                file,
                Collections.unmodifiableMap(metadata),
                entries(file, cursor, alignment, claims));
    }

    private static Map<String, Object> metadata(GgufCursor cursor, long keyCount) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (long i = 0; i < keyCount; i++) {
            long at = cursor.position();
            String key = cursor.readString("metadata key " + i, 65535);
            if (metadata.put(key, cursor.readValue(shown(key))) != null) {
                throw cursor.invalid(at, "a metadata key", shown(key) + " again", "each key once");
            }
        }
        return metadata;
    }

    private static int alignment(GgufCursor cursor, Map<String, Object> metadata) {
        Object value = metadata.getOrDefault(ALIGNMENT_KEY, (long) DEFAULT_ALIGNMENT);
        if (value instanceof Long alignment
                && alignment > 0
                && alignment <= 1 << 30
                && Long.bitCount(alignment) == 1) {
            return alignment.intValue();
        }
        throw cursor.invalid(
                cursor.position(), ALIGNMENT_KEY, shown(value.toString()), "a power of two");
    }

    private static Claim claim(GgufCursor cursor, long index) {
        long at = cursor.position();
        String name = cursor.readString("name of tensor " + index, MAXIMUM_NAME);
        String what = "tensor " + shown(name);
        long rank = Integer.toUnsignedLong(cursor.readInt("rank of " + what));
        if (rank < 1 || rank > MAXIMUM_RANK) {
            throw cursor.invalid(at, "rank of " + what, "" + rank, "1 to " + MAXIMUM_RANK);
        }
        Long[] shape = new Long[(int) rank];
        for (int i = shape.length - 1; i >= 0; i--) {
            shape[i] = cursor.readLong("shape of " + what);
        }
        int id = cursor.readInt("type of " + what);
        long offset = cursor.readLong("offset of " + what);
        ElementType type = StoredTypes.ofGguf(id, what, at, cursor.path());
        long size = size(cursor, at, what, type, shape);
        return new Claim(name, type, List.of(shape), offset, size, at);
    }

    private static long size(
            GgufCursor cursor, long at, String what, ElementType type, Long[] shape) {
        long rowLength = shape[shape.length - 1];
        try {
            long rows = 1;
            for (int i = 0; i < shape.length; i++) {
                if (shape[i] <= 0) {
                    throw new ArithmeticException();
                }
                rows = i < shape.length - 1 ? Math.multiplyExact(rows, shape[i]) : rows;
            }
            if (rowLength > Integer.MAX_VALUE || rowLength % type.blockSize() != 0) {
                throw cursor.invalid(
                        at,
                        "row length of " + what,
                        "" + rowLength,
                        "whole %s blocks of %d".formatted(type, type.blockSize()));
            }
            Math.multiplyExact(rows, rowLength);
            return Math.multiplyExact(rows, type.byteSize(rowLength));
        } catch (ArithmeticException e) {
            throw cursor.invalid(
                    at, "shape of " + what, Arrays.toString(shape), "sizes of a tensor below 2^63");
        }
    }

    private static Map<String, Entry> entries(
            MappedFile file, GgufCursor cursor, int alignment, List<Claim> claims) {
        long start = cursor.position() + (-cursor.position() & (alignment - 1));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Claim claim : claims) {
            String what = "tensor " + shown(claim.name());
            if (claim.offset() < 0 || claim.offset() % alignment != 0) {
                throw cursor.invalid(
                        claim.at(),
                        "offset of " + what,
                        Long.toUnsignedString(claim.offset()),
                        "a multiple of " + alignment);
            }
            long room = file.size() - start;
            if (claim.offset() > room || claim.size() > room - claim.offset()) {
                throw SundogException.data(
                        "gguf-truncated",
                        ("%s is truncated: expected %d bytes of %s at byte %s, found the file's end"
                                        + " at byte %d; fetch or copy the file again")
                                .formatted(
                                        file.path(),
                                        claim.size(),
                                        what,
                                        Long.toUnsignedString(start + claim.offset()),
                                        file.size()));
            }
            MemorySegment bytes = file.bytes().asSlice(start + claim.offset(), claim.size());
            Entry entry = new Entry(claim.type(), claim.shape(), claim.offset(), bytes);
            if (entries.put(claim.name(), entry) != null) {
                throw cursor.invalid(claim.at(), "a tensor", what + " again", "each name once");
            }
        }
        checkOverlap(cursor, claims);
        return entries;
    }

    private static void checkOverlap(GgufCursor cursor, List<Claim> claims) {
        List<Claim> sorted = new ArrayList<>(claims);
        sorted.sort(Comparator.comparingLong(Claim::offset));
        for (int i = 1; i < sorted.size(); i++) {
            Claim before = sorted.get(i - 1);
            Claim claim = sorted.get(i);
            if (claim.offset() < before.offset() + before.size()) {
                throw cursor.invalid(
                        claim.at(),
                        "offset of tensor " + shown(claim.name()),
                        "" + claim.offset(),
                        "at least %d, the end of %s: tensors overlap"
                                .formatted(before.offset() + before.size(), shown(before.name())));
            }
        }
    }

    /** A name from the file, fit for a message. */
    private static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
    }
}
